import { parseBoundedJson } from '../job/json-value.ts';
import type { Account } from '../watch/account.ts';
import { Secret } from '../watch/ports/secret.ts';
import { type ActedOn, actOnTraces, type TracePorts } from './act-on-traces.ts';
import type { SmnConfig } from './config.ts';
import { type ConfirmSubscription, isConfirmUrl } from './confirm-subscription.ts';
import type { SmnMessage } from './smn-message.ts';
import { type SmnRefusal, type VerifyPorts, verifySmnMessage } from './verify-smn-message.ts';

/** An unchanged HTTP request. */
export interface RawMessage {
  /** The text of the body: the signature covers its values. */
  body: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** The action taken for a message: fixed values and ids, for log and metrics. */
export type Done = ActedOn | { kind: 'confirmed' | 'left_unconfirmed' | 'unsubscribed' | 'already_taken' };

/** Why a request is refused: fixed values, never its content. */
export type RefusedWhy = Exclude<SmnRefusal, 'seen'> | 'too_long' | 'not_json' | 'too_deep' | 'subscribe_url';

export type TakenSmn =
  | { kind: 'accepted'; did: readonly Done[] }
  | { kind: 'refused'; status: 400 | 403 | 413; why: RefusedWhy };

export interface SmnPorts extends VerifyPorts, TracePorts {
  rules: SmnConfig;
  /** Records a handled message for longer than the two hours in which its time is accepted. */
  remember: (messageId: string) => Promise<void>;
  confirm: ConfirmSubscription;
  accounts: readonly Account[];
}

/** The longest message that SMN accepts (SMN user guide, "Publishing a Message"). */
const maxBytes = 262_144;

/**
 * Handles one message of SMN: verifies it, then starts watches and reports outcomes from its traces, or
 * confirms the subscription. SMN sends again only after a 5xx answer (SMN FAQ, "Does SMN Ensure That Messages
 * Are Received"). So every error that a retry may fix is thrown, and the message is not recorded.
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

/** SMN sends a message again if the answer was late, so a repeated message is not an error. */
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
      // Its URL would subscribe again, which is for a person to decide.
      return accepted({ kind: 'unsubscribed' });
  }
}

async function confirm(subscribeUrl: string, { rules, confirm }: SmnPorts): Promise<TakenSmn> {
  if (!rules.confirm) return accepted({ kind: 'left_unconfirmed' });
  if (!isConfirmUrl(subscribeUrl, rules)) return refused(403, 'subscribe_url');
  await confirm(new Secret(subscribeUrl));
  return accepted({ kind: 'confirmed' });
}
