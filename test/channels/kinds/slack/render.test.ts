import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { renderSlack, type SlackBlock } from '../../../../lib/channels/kinds/slack/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';

/** docs.slack.dev/reference/block-kit/blocks; the total is what Slack was seen to refuse, less a quarter. */
const slackLimits = {
  blocks: 50,
  header: 150,
  section: 3_000,
  fields: 10,
  field: 2_000,
  elements: 10,
  total: 10_000,
};

type Text =
  | Extract<SlackBlock, { text: unknown }>['text']
  | Extract<SlackBlock, { fields: unknown }>['fields'][number];

const textsOf = (block: SlackBlock): Text[] => {
  if ('fields' in block) return block.fields;
  return 'elements' in block ? block.elements : [block.text];
};

const longestOf = (block: SlackBlock): number => {
  if ('fields' in block) return slackLimits.field;
  return block.type === 'header' ? slackLimits.header : slackLimits.section;
};

function expectWithinLimits(blocks: SlackBlock[]): void {
  expect(blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
  for (const block of blocks) {
    const lengths = textsOf(block).map(({ text }) => text.length);
    expect(lengths.length).toBeLessThanOrEqual(
      'elements' in block ? slackLimits.elements : slackLimits.fields,
    );
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(longestOf(block));
  }
  const total = blocks.flatMap(textsOf).reduce((sum, { text }) => sum + text.length, 0);
  expect(total).toBeLessThanOrEqual(slackLimits.total);
}

describe('a Slack message', () => {
  it('consists of blocks that Slack knows', () => {
    const payload = renderSlack(messageOf(aFailureNotification()));
    payload.blocks satisfies KnownBlock[];
    expect(payload).toMatchObject({ unfurl_links: false, unfurl_media: false });
    expect(payload.blocks.map(({ type }) => type)).toEqual([
      'header',
      'section',
      'section',
      'section',
      'section',
      'section',
      'context',
    ]);
  });

  it('shows what failed, why, what to do and where to poll', () => {
    const { blocks, text } = renderSlack(messageOf(aFailureNotification()));
    const shown = blocks.flatMap(textsOf).map((part) => part.text);
    expect(text).toBe('❌ Create protection group failed: SDRS.0405. The job ran for 4 min 10 s.');
    expect(shown).toEqual(
      expect.arrayContaining([
        '❌ Create protection group failed: SDRS.0405',
        'Reason: A sub-job failed.',
        '*Create replication pair*',
        'Detach the disk and create the pair again',
        '<https://console.otc.example/sdrs?region=eu-de&amp;tab=groups|Cloud console>',
      ]),
    );
  });

  it('cuts a long reason where people see it, and keeps outcome, code and job', () => {
    const job = { ...aFailureNotification().job, fail_reason: 'no & '.repeat(25_000) };
    const { blocks } = renderSlack(messageOf(aFailureNotification({ job })));
    const shown = blocks.flatMap(textsOf).map((part) => part.text);
    expect(shown.find((text) => text.startsWith('Reason: no &amp; no'))).toMatch(/…$/);
    expectWithinLimits(blocks);
  });

  it('escapes what comes in, in the fallback and in every block', () => {
    const job = {
      ...aNotification().job,
      label: '<!channel> & <@U1>',
      fail_reason: '<!here>',
      entities: { nic_id: '<#C1>' },
    };
    const payload = renderSlack(messageOf(aNotification({ job })));
    const shown = [payload.text, ...payload.blocks.flatMap(textsOf).map(({ text }) => text)];
    expect(shown[0]).toMatch(/^✅ &lt;!channel&gt; &amp; &lt;@U1&gt; succeeded/);
    expect(shown).toEqual(expect.arrayContaining(['Reason: &lt;!here&gt;', '`&lt;#C1&gt;`']));
  });

  it('leaves out a link that is too long rather than cut it', () => {
    const links = [{ label: 'Long', url: `https://console.example/${'a'.repeat(500)}` }];
    expect(JSON.stringify(renderSlack(messageOf(aNotification({ links }))))).not.toContain('console.example');
  });

  it('shows text with Slack’s own format characters as plain text', () => {
    const job = { ...aNotification().job, entities: { 'a*b*': '`x`', my_key: 'y' } };
    const values = renderSlack(messageOf(aNotification({ job })))
      .blocks.flatMap(textsOf)
      .filter(({ text }) => /`x`|my_key/.test(text));
    expect(values.map(({ type }) => type)).toEqual(['plain_text', 'plain_text']);
  });
});
