import type { IAdaptiveCard } from '@microsoft/teams.cards';
import cards from 'adaptivecards/dist/adaptivecards.js';
import { describe, expect, it } from 'vitest';
import {
  renderTeams,
  type TeamsCard,
  type TeamsPayload,
} from '../../../../lib/channels/kinds/teams/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';
import { hostileNotification } from '../../hostile-notification.ts';

/**
 * What Teams was seen to refuse inside a workflow, where a message had grown by a sixth
 * (MicrosoftDocs/msteams-docs#11274).
 */
const mostBytes = 28_672;
const adele = { name: 'Adele Vance', id: 'adele@contoso.example' };

const cardOf = ({ attachments }: TeamsPayload): TeamsCard => attachments[0].content;

/** What the vendor's own renderer has to say against a card of that version. */
function complaintsAbout(card: object): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  const parsed = new cards.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

function expectTaken(payload: TeamsPayload): void {
  expect(complaintsAbout(cardOf(payload))).toEqual([]);
  const json = JSON.stringify(payload);
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(20_000);
  const escaped = json.replace(/[^\p{ASCII}]/gu, (character) => '\\uXXXX'.repeat(character.length));
  expect((escaped.length * 7) / 6).toBeLessThanOrEqual(mostBytes);
}

/** The texts of a card, a line for every block. */
const linesOf = ({ body }: TeamsCard): string[] =>
  body.flatMap((element) => {
    if (element.type === 'TextBlock') return [element.text];
    const blocks = element.type === 'Container' ? element.items : [element];
    return blocks.map(({ inlines }) => inlines.map(({ text }) => text).join(''));
  });

describe('a Teams message', () => {
  it('is a card that Teams and its renderer know', () => {
    const payload = renderTeams(messageOf(aFailureNotification()), [adele]);
    cardOf(payload) satisfies IAdaptiveCard;
    expectTaken(payload);
    expect(payload).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
    });
  });

  it('differs from a card that the renderer does not know', () => {
    const card = cardOf(renderTeams(messageOf(aFailureNotification())));
    expect(complaintsAbout({ ...card, body: [{ type: 'RichText' }] })).toHaveLength(1);
    expect(complaintsAbout({ ...card, actions: [{ type: 'Action.OpenUrl' }] })).toHaveLength(1);
  });

  it('shows what failed, why, what to do and where to poll', () => {
    const card = cardOf(renderTeams(messageOf(aFailureNotification())));
    expect(linesOf(card)).toEqual(
      expect.arrayContaining([
        '❌ Create protection group failed: SDRS.0405',
        'The job ran for 4 min 10 s.',
        'Reason: A sub-job failed.',
        'Failed step: Create replication pair',
        'What to do: Detach the disk and create the pair again',
      ]),
    );
    expect(card.body[0]).toMatchObject({ type: 'Container', style: 'attention' });
    expect(card.actions).toEqual([
      {
        type: 'Action.OpenUrl',
        title: 'Cloud console',
        url: 'https://console.otc.example/sdrs?region=eu-de&tab=groups',
      },
    ]);
  });

  it('mentions who is configured, and nobody else', () => {
    const card = cardOf(renderTeams(messageOf(aNotification()), [adele]));
    expect(card.body[1]).toEqual({ type: 'TextBlock', text: '<at>Adele Vance</at>', wrap: true });
    expect(card.msteams.entities).toEqual([
      { type: 'mention', text: '<at>Adele Vance</at>', mentioned: adele },
    ]);
    expect(cardOf(renderTeams(messageOf(aNotification()))).msteams.entities).toEqual([]);
  });

  it('cuts a long reason where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: 'no & '.repeat(20_000) };
    const payload = renderTeams(messageOf(aFailureNotification({ job })));
    expect(linesOf(cardOf(payload)).find((line) => line.startsWith('Reason: no & no'))).toMatch(/…$/);
    expectTaken(payload);
  });

  it.each(['<at>', '</at>', '<AT>', '</At>', '<aT id="all">'])(
    'has no mention of a text from outside: %s',
    (tag) => {
      const text = `${tag} everyone ${tag}`;
      const { body, actions } = cardOf(
        renderTeams(messageOf(hostileNotification('sdrs.job.failed', [text, text]))),
      );
      expect(JSON.stringify({ body, actions })).not.toMatch(/<\/?at/i);
    },
  );
});
