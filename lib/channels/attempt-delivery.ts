import { createHash } from 'node:crypto';
import { messageOf } from '../message/message-of.ts';
import type { RenderOptions } from '../message/render-options.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type {
  Attempt,
  AttemptAnswer,
  AttemptDelivery,
  HttpAnswer,
  ResolveSecret,
  SendHttp,
} from '../watch/ports.ts';
import type { Secret } from '../watch/secret.ts';
import { bareNotification } from './bare-notification.ts';
import type { Post, Prepared, Sending } from './channel.ts';
import { readSecrets } from './read-secrets.ts';
import { type Destination, type OpenDestination, openDestination } from './registry.ts';

/** Adds what Signature Version 4 demands to the headers of a request to AWS. Throws when there are no credentials. */
export type SignAwsRequest = (post: Post, now: number) => Promise<Post['headers']>;

/** What an attempt needs: the network, the secrets, the time, and the configured destinations. */
export interface AttemptDeliveryDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  signAws: SignAwsRequest;
  now: () => number;
  destinations: readonly Destination[];
}

const connectTimeoutMs = 3_000;
/** Standard Webhooks recommends 15 to 30 s; a chat that takes longer than 10 s is down. */
const totalTimeoutMs: Record<DeliverySchedule, number> = { chat: 10_000, incident: 15_000, webhook: 15_000 };
const maxBodyBytes = 65_536;

/** Makes the port that takes a notification to a destination: reads the secrets, renders, sends, reads the answer. */
export function makeAttemptDelivery(deps: AttemptDeliveryDeps): AttemptDelivery {
  const byId = new Map(deps.destinations.map((destination) => [destination.id, destination]));
  return async (attempted) => {
    const id = attempted.destination;
    const destination = byId.get(id);
    if (destination === undefined) return { answer: unknownDestination(id, [...byId.keys()]) };
    try {
      return await attempt(attempted, destination, deps);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      return { answer: { kind: 'try_again', why: `the attempt at ${id} broke off unexpectedly (${name})` } };
    }
  };
}

/**
 * One attempt with the secrets as they are kept. One that would be the last is made again with those that are stored now,
 * where they are others: whoever changes an address or a token loses no notification.
 */
async function attempt(
  attempted: Attempt,
  destination: Destination,
  deps: AttemptDeliveryDeps,
): Promise<AttemptAnswer> {
  const channel = openDestination(destination);
  const attemptWith = (secret: Sending['secret'], fingerprint: string) =>
    attempted.goneAs === fingerprint ? stillGone : sendOrSendAnew(attempted, channel, { ...deps, secret });
  const kept = await readSecrets(channel.secrets, deps.resolveSecret, { fresh: false });
  if (kept.kind === 'try_again') return { answer: kept };
  const fingerprint = fingerprintOf(destination, channel.secrets.map(kept.secret));
  const answer = await attemptWith(kept.secret, fingerprint);
  if (!isLast(answer) || answer === stillGone) return { fingerprint, answer };
  const stored = await readSecrets(channel.secrets, deps.resolveSecret, { fresh: true });
  if (stored.kind === 'try_again') return { answer: stored };
  const other = fingerprintOf(destination, channel.secrets.map(stored.secret));
  if (other === fingerprint) return { fingerprint, answer };
  return { fingerprint: other, answer: await attemptWith(stored.secret, other) };
}

/** Whatever the word for it is: a vendor may call a revoked address gone, and a wrong key a wrong message. */
const isLast = ({ kind }: ChannelAnswer): boolean => kind === 'refused' || kind === 'gone';

async function sendOrSendAnew(
  attempted: Attempt,
  channel: OpenDestination,
  deps: AttemptDeliveryDeps & { secret: Sending['secret'] },
): Promise<ChannelAnswer> {
  const answer = await sendOnce(attempted, channel, deps);
  // Nothing was posted: the same attempt may say it in a message of its own.
  if (answer.kind === 'message_gone') return sendOnce({ ...attempted, earlier: undefined }, channel, deps);
  const isReply = channel.mode === 'thread' && attempted.earlier !== undefined;
  return isReply ? withoutReference(answer) : answer;
}

const stillGone: ChannelAnswer = {
  kind: 'gone',
  why: 'it was found to be gone before; nothing is sent to it until its configuration or its secret changes',
};

const withoutReference = (answer: ChannelAnswer): ChannelAnswer =>
  answer.kind === 'delivered' ? { kind: 'delivered' } : answer;

/** Changes with everything that could bring a destination back: its configuration and its secrets. */
function fingerprintOf(destination: Destination, secrets: readonly Secret[]): string {
  const parts = [JSON.stringify(destination), ...secrets.map((secret) => secret.reveal())];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

async function sendOnce(
  attempted: Attempt,
  channel: OpenDestination,
  deps: AttemptDeliveryDeps & { secret: Sending['secret'] },
): Promise<ChannelAnswer> {
  const prepared = prepare(attempted, channel, deps);
  if (prepared.kind === 'refused') return prepared;
  const signed = prepared.aws === undefined ? prepared : await signedPost(prepared, deps);
  if (signed.kind !== 'post') return signed;
  const answer = await deps.send(httpRequest(signed, channel.schedule));
  return answer.kind === 'failure' ? failed(answer) : channel.classify(answer, deps.now());
}

async function signedPost(
  post: Post,
  { signAws, now }: AttemptDeliveryDeps,
): Promise<Post | Extract<ChannelAnswer, { kind: 'try_again' }>> {
  try {
    return { ...post, headers: await signAws(post, now()) };
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return {
      kind: 'try_again',
      why: `there are no AWS credentials to call ${post.aws?.service} with (${name})`,
    };
  }
}

function prepare(
  attempted: Attempt,
  channel: OpenDestination,
  { secret, now }: Pick<Sending, 'secret'> & { now: () => number },
): Prepared {
  const { notification, earlier, insteadOf, lateSeconds, digest } = attempted;
  const sending = (notified: typeof notification, renderOptions: RenderOptions): Sending => ({
    notification: notified,
    message: messageOf(notified, renderOptions),
    earlier,
    secret,
    now: now(),
  });
  try {
    return channel.request(
      sending(notification, { ...channel.renderOptions, insteadOf, lateSeconds, digest }),
    );
  } catch {
    // Of a digest nothing would be left: its dead letter leads to it.
    if (digest !== undefined)
      return { kind: 'refused', why: 'what was held back in quiet hours could not be shown' };
    return channel.request(
      sending(bareNotification(notification), { ...channel.renderOptions, insteadOf, lateSeconds }),
    );
  }
}

const httpRequest = (
  { method = 'POST', url, headers, body }: Post,
  schedule: DeliverySchedule,
): Parameters<SendHttp>[0] => ({
  method,
  url,
  headers: { 'user-agent': 'sdrs-job-watcher', ...headers },
  body,
  connectTimeoutMs,
  totalTimeoutMs: totalTimeoutMs[schedule],
  maxBodyBytes,
});

/** An address that may not be called stays so; anything else on the network may be over the next time. */
const failed = ({ what, message }: Extract<HttpAnswer, { kind: 'failure' }>): ChannelAnswer => ({
  kind: what === 'address_refused' ? 'refused' : 'try_again',
  why: message,
});

const unknownDestination = (id: string, ids: readonly string[]): ChannelAnswer => ({
  kind: 'refused',
  why: `the configuration has no destination "${id}"; it has ${ids.length === 0 ? 'none' : ids.join(', ')}`,
});
