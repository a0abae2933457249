import { parseBoundedJson } from '../job/json-value.ts';
import type { Account } from '../watch/account.ts';
import { Secret } from '../watch/ports/secret.ts';
import { type ActedOn, actOnTraces, type TracePorts } from './act-on-traces.ts';
import type { SmnConfig } from './config.ts';
import { type ConfirmSubscription, isConfirmUrl } from './confirm-subscription.ts';
import type { SmnMessage } from './smn-message.ts';
import { type SmnRefusal, type VerifyPorts, verifySmnMessage } from './verify-smn-message.ts';

/** A request as it came over HTTP. */
export interface RawMessage {
  /** The body's own text: the signature is over its values. */
  body: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** What a message led to, in fixed words and ids, to be logged and counted. */
export type Done = ActedOn | { kind: 'confirmed' | 'left_unconfirmed' | 'unsubscribed' | 'already_taken' };

/** Why a request is refused: fixed words, never what was in it. */
export type RefusedWhy = Exclude<SmnRefusal, 'seen'> | 'too_long' | 'not_json' | 'too_deep' | 'subscribe_url';

export type TakenSmn =
  | { kind: 'accepted'; did: readonly Done[] }
  | { kind: 'refused'; status: 400 | 403 | 413; why: RefusedWhy };

export interface SmnPorts extends VerifyPorts, TracePorts {
  rules: SmnConfig;
  /** Remembers a message that was acted on, for longer than the two hours in which its time is taken. */
  remember: (messageId: string) => Promise<void>;
  confirm: ConfirmSubscription;
  accounts: readonly Account[];
}

/** SMN takes no longer message than this (SMN user guide, "Publishing a Message"). */
const maxBytes = 262_144;

/**
 * Takes one message of SMN: verifies it, then starts watches and tells ends by the traces in it, or confirms
 * the subscription. SMN sends again only after an answer of 5xx (SMN FAQ, "Does SMN Ensure That Messages Are
 * Received"), so whatever may go better another time throws, and the message is then not remembered.
 */
export async function receiveSmnMessage(raw: RawMessage, ports: SmnPorts): Promise<TakenSmn> {
  if (Buffer.byteLength(raw.body) > maxBytes) return refused(413, 'too_long');
  const json = parseBoundedJson(raw.body);
  if (json.kind !== 'json') return refused(400, json.kind);
  const verified = await verifySmnMessage({ body: json.value, headers: raw.headers }, ports);
  if (verified.kind === 'refused') return refusal(verified.why);
  const taken = await act(verified.message, ports);
  if (taken.kind === 'accepted') await ports.remember(verified.message.message_id);
  return taken;
}

const refused = (status: 400 | 403 | 413, why: RefusedWhy): TakenSmn => ({ kind: 'refused', status, why });
const accepted = (...did: Done[]): TakenSmn => ({ kind: 'accepted', did });

/** SMN may bring a message twice, when our answer came too late for it: that is nothing wrong. */
function refusal(why: SmnRefusal): TakenSmn {
  if (why === 'seen') return accepted({ kind: 'already_taken' });
  return refused(why === 'not_a_message' ? 400 : 403, why);
}

async function act(message: SmnMessage, ports: SmnPorts): Promise<TakenSmn> {
  switch (message.type) {
    case 'Notification':
      return accepted(...(await actOnTraces(message, ports)));
    case 'SubscriptionConfirmation':
      return confirm(message.subscribe_url, ports);
    case 'UnsubscribeConfirmation':
      // Its address would subscribe again: people decide that.
      return accepted({ kind: 'unsubscribed' });
  }
}

async function confirm(subscribeUrl: string, { rules, confirm }: SmnPorts): Promise<TakenSmn> {
  if (!rules.confirm) return accepted({ kind: 'left_unconfirmed' });
  if (!isConfirmUrl(subscribeUrl, rules)) return refused(403, 'subscribe_url');
  await confirm(new Secret(subscribeUrl));
  return accepted({ kind: 'confirmed' });
}
