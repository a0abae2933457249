import { parseJson } from '../job/json-value.ts';
import { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { identifyWatch } from './identify-watch.ts';
import { unwrapRequest } from './unwrap-request.ts';
import { problemLine, validateInput } from './validate-input.ts';

/** A message of the queue: its body is a watch request as JSON. */
export interface RequestMessage {
  id: string;
  body: string;
}

/**
 * Starts a watch. Returns `already` if a watch of that job ended within the last 90 days, or runs with another request;
 * `started` also if one runs with the same request.
 */
export type StartWatch = (watch: { id: string; request: WatchRequest }) => Promise<'started' | 'already'>;

export interface StartPorts {
  startWatch: StartWatch;
  /** Puts a message that can never start a watch where people find it, with the reason. */
  rejectRequest: (message: RequestMessage, reason: string) => Promise<void>;
  accounts: readonly Account[];
}

/** A message whose watch could not be started now; the queue brings it again. */
export interface FailedMessage {
  id: string;
  error: unknown;
}

/**
 * Starts a watch for every message of a batch. A bad message is kept with its reason and blocks no other; what could not
 * be done now (StartExecution throttled) is named in `failed`.
 */
export async function startWatches(
  { messages }: { messages: readonly RequestMessage[] },
  ports: StartPorts,
): Promise<{ failed: FailedMessage[] }> {
  const settled = await Promise.allSettled(messages.map((message) => startOne(message, ports)));
  const failed = messages.flatMap(({ id }, index) => {
    const result = settled[index];
    return result?.status === 'rejected' ? [{ id, error: result.reason }] : [];
  });
  return { failed };
}

async function startOne(message: RequestMessage, ports: StartPorts): Promise<void> {
  const read = readWatchRequest(message.body, ports.accounts);
  if (read.kind === 'none') return ports.rejectRequest(message, read.why);
  const { id, request } = read.watch;
  await ports.startWatch({ id, request });
}

/** The watch that a message asks for, or one sentence that says why it asks for none. */
export function readWatchRequest(
  body: string,
  accounts: readonly Account[],
): ReturnType<typeof identifyWatch> {
  const json = parseJson(body);
  if (json === undefined) {
    return { kind: 'none', why: 'Expected a watch request as JSON, found a body that is not JSON.' };
  }
  const parsed = validateInput(WatchRequest, unwrapRequest(json));
  if (parsed.kind === 'wrong') {
    const problems = parsed.problems.map(problemLine).join('; ');
    return { kind: 'none', why: `Not a watch request: ${problems}`.slice(0, 1_000) };
  }
  return identifyWatch(parsed.value, accounts);
}
