import { createHash } from 'node:crypto';
import { messageOf } from '../message/message-of.ts';
import type { RenderOptions } from '../message/render-options.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type { Attempt, AttemptAnswer, AttemptDelivery } from '../watch/ports/attempt-delivery.ts';
import type { ResolveSecret, Secret } from '../watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../watch/ports/send-http.ts';
import { bareNotification } from './bare-notification.ts';
import type { Post, Prepared, Sending } from './channel.ts';
import { type OpenDestination, openDestination } from './channels.ts';
import { type Destination, destinationSecrets } from './destination.ts';
import { readSecrets } from './read-secrets.ts';

/**
 * Returns the headers of a request to AWS, signed with Signature Version 4. Throws if there are no
 * credentials.
 */
export type SignAwsRequest = (post: Post, now: number) => Promise<Post['headers']>;

/** What attempts need: the network, the secrets, the time, and the configured destinations. */
export interface AttemptDeliveryDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  signAws: SignAwsRequest;
  now: () => number;
  destinations: readonly Destination[];
}

const connectTimeoutMs = 3_000;
/** Standard Webhooks recommends 15 to 30 s. A chat that needs more than 10 s is down. */
const totalTimeoutMs: Record<DeliverySchedule, number> = { chat: 10_000, incident: 15_000, webhook: 15_000 };
const maxBodyBytes = 65_536;

/**
 * Makes the port that attempts a delivery: it reads the secrets, renders, sends, and reads the answer. It
 * never throws.
 */
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
      return {
        answer: { kind: 'try_again', why: `the attempt to deliver to ${id} failed unexpectedly (${name})` },
      };
    }
  };
}

/**
 * Makes one attempt with the cached secrets. If the answer is final and the stored secrets have changed
 * since, tries once more with them. So a change of an address or a token loses no notification.
 */
async function attempt(
  attempted: Attempt,
  destination: Destination,
  deps: AttemptDeliveryDeps,
): Promise<AttemptAnswer> {
  const channel = openDestination(destination);
  const references = destinationSecrets(destination);
  const attemptWith = (secret: Sending['secret'], fingerprint: string) =>
    attempted.goneAs === fingerprint ? stillGone : sendOrResend(attempted, channel, { ...deps, secret });
  const cached = await readSecrets(references, deps.resolveSecret, { fresh: false });
  if (cached.kind === 'try_again') return { answer: cached };
  const fingerprint = fingerprintOf(destination, references.map(cached.secret));
  const answer = await attemptWith(cached.secret, fingerprint);
  if (!isFinal(answer) || answer === stillGone) return { fingerprint, answer };
  const stored = await readSecrets(references, deps.resolveSecret, { fresh: true });
  if (stored.kind === 'try_again') return { answer: stored };
  const changed = fingerprintOf(destination, references.map(stored.secret));
  if (changed === fingerprint) return { fingerprint, answer };
  return { fingerprint: changed, answer: await attemptWith(stored.secret, changed) };
}

/**
 * Both kinds may be caused by an old secret: vendors call a revoked address gone, or a wrong key a wrong
 * message.
 */
const isFinal = ({ kind }: ChannelAnswer): boolean => kind === 'refused' || kind === 'gone';

async function sendOrResend(
  attempted: Attempt,
  channel: OpenDestination,
  deps: AttemptDeliveryDeps & { secret: Sending['secret'] },
): Promise<ChannelAnswer> {
  const answer = await sendOnce(attempted, channel, deps);
  // Nothing was posted, so the same attempt may post a new message.
  if (answer.kind === 'message_gone') return sendOnce({ ...attempted, earlier: undefined }, channel, deps);
  const isReply = channel.mode === 'thread' && attempted.earlier !== undefined;
  return isReply ? withoutReference(answer) : answer;
}

const stillGone: ChannelAnswer = {
  kind: 'gone',
  why: 'an earlier attempt found that it is gone; nothing is sent to it until its configuration or its secret changes',
};

const withoutReference = (answer: ChannelAnswer): ChannelAnswer =>
  answer.kind === 'delivered' ? { kind: 'delivered' } : answer;

/** Hashes everything that could make a destination work again: its configuration and its secrets. */
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
  return answer.kind === 'failure' ? failed(answer) : channel.readAnswer(answer, deps.now());
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
      why: `there are no AWS credentials for calls of ${post.aws?.service} (${name})`,
    };
  }
}

function prepare(
  attempted: Attempt,
  channel: OpenDestination,
  { secret, now }: Pick<Sending, 'secret'> & { now: () => number },
): Prepared {
  const { notification, earlier, insteadOf, lateSeconds, digest } = attempted;
  const sending = (shown: typeof notification, renderOptions: RenderOptions): Sending => ({
    notification: shown,
    message: messageOf(shown, renderOptions),
    earlier,
    secret,
    now: now(),
  });
  try {
    return channel.request(
      sending(notification, { ...channel.renderOptions, insteadOf, lateSeconds, digest }),
    );
  } catch {
    // The minimum of a digest would be empty. Its dead letter leads to its notifications.
    if (digest !== undefined)
      return { kind: 'refused', why: 'the digest of notifications in quiet hours could not be rendered' };
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

/**
 * A forbidden address stays forbidden. Any other failure of the network may have passed by the next attempt.
 */
const failed = ({ what, message }: Extract<HttpAnswer, { kind: 'failure' }>): ChannelAnswer => ({
  kind: what === 'address_refused' ? 'refused' : 'try_again',
  why: message,
});

const unknownDestination = (id: string, ids: readonly string[]): ChannelAnswer => ({
  kind: 'refused',
  why: `the configuration has no destination "${id}"; it has ${ids.length === 0 ? 'none' : ids.join(', ')}`,
});
