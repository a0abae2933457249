import { describe, expect, it } from 'vitest';
import { FeishuConfig } from '../../../../lib/channels/kinds/feishu/config.ts';
import { renderFeishu } from '../../../../lib/channels/kinds/feishu/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import {
  aFailureNotification,
  aNotification,
  anUnreachableNotification,
} from '../../../support/notifications.ts';
import { Card, countTags, shownLines } from './card-check.ts';

const config = FeishuConfig.parse({ id: 'dr', kind: 'feishu', url: 'env:URL' });
/** In bytes of a card. Feishu documents 20 KB for a body; some are reserved for the signature. */
const longestCard = 17_800;

function render(notification: Notification, overrides: Partial<FeishuConfig> = {}): Card {
  const json = JSON.stringify(renderFeishu(messageOf(notification), { ...config, ...overrides }));
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(longestCard);
  const card = Card.parse(JSON.parse(json));
  expect(countTags(card)).toBeLessThanOrEqual(200);
  return card;
}

describe('a Feishu card', () => {
  it('shows what failed, why, what to do and where to poll', () => {
    expect(shownLines(render(aFailureNotification()))).toEqual([
      '❌ Create protection group failed: SDRS.0405',
      'The job ran for 4 min 10 s.',
      'Reason: A sub-job failed.',
      'Failed step: Create replication pair',
      'Step error: SDRS.1602 The disk is attached to a server that is not protected.',
      'Meaning: A disk of the pair is in use',
      'What to do: Detach the disk and create the pair again',
      'Protection group: b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
      'Replication pair: 0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      'Account: otc-prod (otc, eu-de)',
      'Project: 5dd3c0b24cdc4d31952c49589182a89d',
      'Labels: environment=production',
      'Cloud console',
      'Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        aFailureNotification().id.slice(0, 12),
    ]);
  });

  it.each([
    [aNotification(), 'green'],
    [anUnreachableNotification(), 'orange'],
    [aFailureNotification(), 'red'],
  ])('has the colour of its severity', (notification, template) => {
    expect(render(notification).header.template).toBe(template);
  });

  it('opens our links and no others', () => {
    const buttons = render(aFailureNotification()).body.elements.filter(({ tag }) => tag === 'button');
    expect(buttons).toEqual([
      expect.objectContaining({
        behaviors: [
          {
            type: 'open_url',
            default_url: 'https://console.otc.example/sdrs?region=eu-de&tab=groups',
          },
        ],
      }),
    ]);
  });

  it('mentions whom the configuration names, and holds the keyword that the bot demands', () => {
    const lines = shownLines(render(aNotification(), { keyword: '灾备', mention: ['all', 'ou_18eac85d'] }));
    expect(lines.at(-2)).toBe('<at id=all></at> <at id=ou_18eac85d></at>');
    expect(lines.at(-1)).toMatch(/ · 灾备$/);
  });

  it('cuts a long reason first, where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: '"保护"\n'.repeat(9_000) };
    const reason = shownLines(render(aFailureNotification({ job }))).find((line) =>
      line.startsWith('Reason: '),
    );
    expect(reason).toMatch(/^Reason: "保护"\n.+…$/s);
    expect(reason!.length).toBeGreaterThan(4_000);
  });
});
