import { expect, it } from 'vitest';
import { ZulipConfig } from '../../../../lib/channels/kinds/zulip/config.ts';
import { renderZulip } from '../../../../lib/channels/kinds/zulip/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification } from '../../../support/notifications.ts';

const config = ZulipConfig.parse({
  id: 'dr',
  kind: 'zulip',
  url: 'https://chat.example.com',
  bot: 'dr-bot@chat.example.com',
  api_key: 'env:ZULIP_KEY',
  channel: 'disaster recovery',
  mention: ['all', 'Anna Keller'],
});
const notification = aFailureNotification();
const render = (more: object = {}) =>
  renderZulip(messageOf(notification), notification.job.job_id, { ...config, ...more });

it('a Zulip message is a headline with its mentions, the reason, a list of facts and the footer', () => {
  const { content, ...rest } = render();
  expect(rest).toEqual({ type: 'stream', to: 'disaster recovery', topic: `Job ${notification.job.job_id}` });
  expect(content).toMatchInlineSnapshot(`
    "@**all** @**Anna Keller** ❌ **Create protection group failed: SDRS.0405**

    The job ran for 4 min 10 s.

    Reason: A sub-job failed.

    * **Failed step:** **Create replication pair**
    * **Step error:** \`SDRS.1602\` The disk is attached to a server that is not protected.
    * **Meaning:** A disk of the pair is in use
    * **What to do:** Detach the disk and create the pair again
    * **Protection group:** \`b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11\`
    * **Replication pair:** \`0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10\`
    * **Account:** \`otc-prod (otc, eu-de)\`
    * **Project:** \`5dd3c0b24cdc4d31952c49589182a89d\`
    * **Labels:** environment=production
    * **Links:** [Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)

    \`Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · msg_xmtzbbgl\`"
  `);
});

it('each job has its own topic unless the configuration names one', () => {
  expect(render({ topic: 'failover' }).topic).toBe('failover');
  const long = renderZulip(messageOf(notification), 'x'.repeat(200), config);
  expect([...long.topic].length).toBeLessThanOrEqual(60);
});
