import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { readStatus } from '../../answer/http-status.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { Answer } from '../../channel.ts';

const NtfyMessage = z.object({ id: z.string(), event: z.literal('message') });
const NtfyError = z.object({ code: z.int() });

/** github.com/binwiederhier/ntfy, server/errors.go. */
const hints: ReadonlyMap<number, string> = new Map([
  [40009, 'it does not take the name of the topic'],
  [40010, 'it does not take the name of the topic'],
  [40014, 'the message is too long, and the server keeps no attachments'],
  [40101, 'the token is wrong or has expired'],
  [40301, 'the topic is protected: give a token of a user who may write to it'],
  [41301, 'the message is too long'],
  [41303, 'the message is too long'],
  [42901, 'too many messages were sent at once'],
  [42908, 'the messages of this day are used up'],
]);

/** ntfy answers with the message that it has taken, and with a status and a code of its own otherwise. */
export function classifyNtfy(answer: Answer, now: number): ChannelAnswer {
  const byStatus = readStatus(answer, { who: 'The ntfy server', now });
  if (byStatus.kind === 'delivered') {
    return jsonOf(answer, NtfyMessage) === undefined ? notNtfy(answer) : byStatus;
  }
  const code = jsonOf(answer, NtfyError)?.code;
  if (code === undefined) return byStatus;
  const hint = hints.get(code);
  return { ...byStatus, why: `${byStatus.why} (code ${code}${hint === undefined ? '' : `: ${hint}`})` };
}

const notNtfy = ({ status }: Answer): ChannelAnswer => ({
  kind: 'refused',
  why: `The ntfy server answered ${status} without the message: the address may be that of something else`,
});
