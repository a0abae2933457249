import { expect } from 'vitest';
import type { Channel } from '../../lib/channels/channel.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';

/** What a vendor was seen or is documented to answer, and what it means. */
export interface AnswerRow {
  status: number;
  body: string;
  kind: ChannelAnswer['kind'];
  why?: string;
  seconds?: number;
  headers?: Record<string, string>;
}

/** Reads an answer as the channel does; nothing of it but the vendor's words may be repeated. */
export function expectRead(readAnswer: Channel<never>['readAnswer'], row: AnswerRow): void {
  const { status, body, kind, why = '', seconds, headers = {} } = row;
  const read = readAnswer({ kind: 'answer', status, headers, body }, 0);
  expect(read.kind).toBe(kind);
  expect('why' in read ? read.why : '').toContain(why);
  expect('seconds' in read ? read.seconds : undefined).toBe(seconds);
  expect(JSON.stringify(read)).not.toContain('Foreign');
}
