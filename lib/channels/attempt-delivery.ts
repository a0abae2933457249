import type { ChannelAnswer } from '../notice/delivery.ts';
import type { DeliverySchedule } from '../notice/delivery-schedule.ts';
import type { Notice } from '../notice/notice.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { AttemptDelivery, HttpAnswer, ResolveSecret, SendHttp } from '../watch/ports.ts';
import type { Secret, SecretRef } from '../watch/secret.ts';
import { bareNotice } from './bare-notice.ts';
import type { Post, Prepared, Sending } from './channel.ts';
import { type Destination, type OpenDestination, openDestination } from './registry.ts';

/** What an attempt needs: the network, the secrets, the time, and the configured destinations. */
export interface AttemptDeliveryDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  now: () => number;
  destinations: readonly Destination[];
}

const connectTimeoutMs = 3_000;
/** Standard Webhooks recommends 15 to 30 s; a chat that takes longer than 10 s is down. */
const totalTimeoutMs: Record<DeliverySchedule, number> = { chat: 10_000, webhook: 15_000 };
const maxBodyBytes = 65_536;

/** Makes the port that takes a notice to a destination: reads the secrets, renders, sends once, reads the answer. */
export function makeAttemptDelivery(deps: AttemptDeliveryDeps): AttemptDelivery {
  const byId = new Map(deps.destinations.map((destination) => [destination.id, destination]));
  return async ({ notice, destination: id }) => {
    const destination = byId.get(id);
    if (destination === undefined) return unknownDestination(id, [...byId.keys()]);
    try {
      return await attempt(notice, openDestination(destination), deps);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      return { kind: 'try_again', why: `the attempt at ${id} broke off unexpectedly (${name})` };
    }
  };
}

async function attempt(
  notice: Notice,
  destination: OpenDestination,
  deps: AttemptDeliveryDeps,
): Promise<ChannelAnswer> {
  const read = await readSecrets(destination.secrets, deps.resolveSecret);
  if (read.kind === 'try_again') return read;
  const prepared = prepare(destination, { notice, secret: read.secret, now: deps.now() });
  if (prepared.kind === 'refused') return prepared;
  const answer = await deps.send(httpRequest(prepared, destination.schedule));
  return answer.kind === 'failure' ? failed(answer) : destination.classify(answer, deps.now());
}

type ReadSecrets =
  | { kind: 'secrets'; secret: (reference: SecretRef) => Secret }
  | Extract<ChannelAnswer, { kind: 'try_again' }>;

async function readSecrets(references: readonly SecretRef[], resolve: ResolveSecret): Promise<ReadSecrets> {
  const secrets = new Map<SecretRef, Secret>();
  for (const reference of references) {
    try {
      secrets.set(reference, await resolve(reference));
    } catch (error) {
      const why = error instanceof SecretUnavailable ? `: ${error.message}` : '';
      return { kind: 'try_again', why: `the secret ${reference} could not be read${why}` };
    }
  }
  return { kind: 'secrets', secret: (reference) => known(secrets, reference) };
}

function known(secrets: ReadonlyMap<SecretRef, Secret>, reference: SecretRef): Secret {
  const secret = secrets.get(reference);
  if (secret === undefined) throw new TypeError(`The channel did not say that it needs ${reference}.`);
  return secret;
}

function prepare(destination: OpenDestination, sending: Sending): Prepared {
  try {
    return destination.request(sending);
  } catch {
    return destination.request({ ...sending, notice: bareNotice(sending.notice) });
  }
}

const httpRequest = ({ url, headers, body }: Post, schedule: DeliverySchedule): Parameters<SendHttp>[0] => ({
  method: 'POST',
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
