import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { readStatus } from '../../answer/http-status.ts';
import type { Answer } from '../../channel.ts';

/** Slack's own words for a webhook that will never take a message again. */
const goneHints: ReadonlyMap<string, string> = new Map([
  ['channel_is_archived', 'the channel has been archived'],
  ['channel_not_found', 'the channel has been deleted'],
  ['no_service', 'the webhook has been removed or disabled'],
]);

const refusedHints: ReadonlyMap<string, string> = new Map([
  ['action_prohibited', 'the administrators of the workspace do not let this webhook post there'],
  ['invalid_blocks', 'it does not take the blocks of this message'],
  ['invalid_payload', 'it cannot read this message'],
  ['invalid_token', 'the address is wrong or has been replaced'],
  ['msg_blocks_too_long', 'the message is too long'],
  ['no_team', 'the workspace in the address does not exist'],
  ['user_not_found', 'the person that the webhook posts to does not exist'],
]);

/**
 * Slack says "ok" in the body of a 200, and what is wrong in one word otherwise
 * (api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks).
 */
export function classifySlack(answer: Answer, now: number): ChannelAnswer {
  const byStatus = readStatus(answer, { who: 'Slack', now });
  const byWord = readWord(answer);
  switch (byStatus.kind) {
    case 'throttled':
    case 'try_again':
      return byStatus;
    case 'delivered':
      return answer.body.trim() === 'ok' ? byStatus : (byWord ?? withoutOk(answer.status));
    case 'gone':
      return byWord?.kind === 'gone' ? byWord : byStatus;
    case 'refused':
      return byWord ?? byStatus;
  }
}

/** Reads a body that is one of Slack's words; anything else is not repeated. */
function readWord({ status, body }: Answer): ChannelAnswer | undefined {
  const word = body.trim();
  if (!/^[a-z0-9_]{1,64}$/.test(word)) return undefined;
  const gone = goneHints.get(word);
  if (gone !== undefined) return { kind: 'gone', why: `Slack answered ${status} ${word}: ${gone}` };
  const hint = refusedHints.get(word);
  return { kind: 'refused', why: `Slack answered ${status} ${word}${hint === undefined ? '' : `: ${hint}`}` };
}

const withoutOk = (status: number): ChannelAnswer => ({
  kind: 'refused',
  why: `Slack answered ${status} without its "ok": the address may not be a Slack webhook`,
});
