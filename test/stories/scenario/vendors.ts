import type { Asked } from '../../../lib/simulator/loopback-server.ts';
import { type Answer, jsonReply, textReply } from '../../../lib/simulator/reply.ts';

/** What only the vendor of a chat can say, most of them in the body of a 200. */
export const bodyFaults = [
  'says-busy',
  'says-throttled',
  'says-refused',
  'says-gone',
  'message-deleted',
] as const;
export type BodyFault = (typeof bodyFaults)[number];

/** A pretend vendor: how it is configured, what it answers, and which of its messages a request is about. */
export interface Vendor {
  /**
   * Of the destination, besides its id. `address` is a reference to `secretAt`, `signing` to a signing
   * secret.
   */
  config: (references: { address: string; signing: string }) => object;
  /** What stands behind the reference: an address at this origin, or a token. */
  secretAt: (origin: string) => string;
  /** Where it is called whatever is configured. */
  host?: string;
  /** How it can be notified, besides a message a notification. */
  modes: readonly ('thread' | 'update')[];
  saved: (number: number) => Answer;
  /** The message that a request changes or answers; undefined for a new one. */
  about: (asked: Asked) => { number: string; how: 'changes' | 'answers' } | undefined;
  /** `undefined` where it cannot happen there: the answer is then the usual one. */
  bodies: Record<BodyFault, Answer | undefined>;
}

const noModes = { modes: [], about: () => undefined };
const robotSecret = 'SECcanary-robot-key';
/** Parts of the secrets, for a search. */
export const vendorSecrets = ['canary-address', 'canary-robot', 'canary0bot', 'canarybot'];

const slackHints = (error: string): Answer => jsonReply(200, { ok: false, error });
const wecomSays = (errcode: number): Answer => jsonReply(200, { errcode, errmsg: 'as the story says' });
const feishuSays = (code: number): Answer => jsonReply(200, { code, msg: 'as the story says' });
const telegramSays = (error_code: number, description: string, more: object = {}): Answer =>
  jsonReply(error_code, { ok: false, error_code, description, ...more });

export const vendors = {
  slack: {
    ...noModes,
    config: ({ address }) => ({ kind: 'slack', url: address }),
    secretAt: (origin) => `${origin}/services/T0/B0/canary-address`,
    saved: () => textReply(200, 'ok'),
    bodies: {
      'says-busy': textReply(500, 'rollup_error'),
      'says-throttled': { ...textReply(429, 'rate_limited'), headers: { 'retry-after': '30' } },
      'says-refused': textReply(400, 'invalid_blocks'),
      'says-gone': textReply(404, 'no_service'),
      'message-deleted': undefined,
    },
  },
  wecom: {
    ...noModes,
    config: ({ address }) => ({ kind: 'wecom', url: address }),
    secretAt: (origin) => `${origin}/cgi-bin/webhook/send?key=canary-address`,
    saved: () => wecomSays(0),
    bodies: {
      'says-busy': wecomSays(-1),
      'says-throttled': wecomSays(45009),
      'says-refused': wecomSays(93000),
      'says-gone': undefined,
      'message-deleted': undefined,
    },
  },
  dingtalk: {
    ...noModes,
    config: ({ address, signing }) => ({ kind: 'dingtalk', url: address, secret: signing }),
    secretAt: (origin) => `${origin}/robot/send?access_token=canary-address`,
    saved: () => wecomSays(0),
    bodies: {
      'says-busy': wecomSays(-1),
      'says-throttled': wecomSays(130101),
      'says-refused': wecomSays(310000),
      'says-gone': wecomSays(400106),
      'message-deleted': undefined,
    },
  },
  feishu: {
    ...noModes,
    config: ({ address, signing }) => ({ kind: 'feishu', url: address, secret: signing }),
    secretAt: (origin) => `${origin}/open-apis/bot/v2/hook/canary-address`,
    saved: () => feishuSays(0),
    bodies: {
      'says-busy': undefined,
      'says-throttled': feishuSays(11232),
      'says-refused': feishuSays(19024),
      'says-gone': undefined,
      'message-deleted': undefined,
    },
  },
  discord: {
    config: ({ address }) => ({ kind: 'discord', url: address }),
    secretAt: (origin) => `${origin}/api/webhooks/1/canary-address`,
    modes: ['update'],
    saved: (number) => jsonReply(200, { id: String(number) }),
    about: ({ target }) => {
      const number = /\/messages\/(\d+)\?/.exec(target)?.[1];
      return number === undefined ? undefined : { number, how: 'changes' };
    },
    bodies: {
      'says-busy': jsonReply(500, { message: '500: Internal Server Error', code: 0 }),
      'says-throttled': jsonReply(429, { message: 'limited', retry_after: 12.5, global: false }),
      'says-refused': jsonReply(400, { message: 'Invalid Form Body', code: 50035 }),
      'says-gone': jsonReply(404, { message: 'Unknown Webhook', code: 10015 }),
      'message-deleted': jsonReply(404, { message: 'Unknown Message', code: 10008 }),
    },
  },
  'slack-bot': {
    config: ({ address }) => ({ kind: 'slack-bot', token: address, channel: 'C0123456789' }),
    secretAt: () => 'xoxb-1234567890-canarybot',
    host: 'slack.com',
    modes: ['thread', 'update'],
    saved: (number) => jsonReply(200, { ok: true, channel: 'C0123456789', ts: `1772366700.${number}` }),
    about: ({ body }) => {
      const { ts, thread_ts: thread } = JSON.parse(body);
      const stamp = ts ?? thread;
      return stamp === undefined
        ? undefined
        : { number: stamp.split('.')[1], how: ts === undefined ? 'answers' : 'changes' };
    },
    bodies: {
      'says-busy': slackHints('internal_error'),
      'says-throttled': slackHints('ratelimited'),
      'says-refused': slackHints('not_in_channel'),
      'says-gone': slackHints('is_archived'),
      'message-deleted': slackHints('message_not_found'),
    },
  },
  telegram: {
    config: ({ address }) => ({ kind: 'telegram', token: address, chat_id: -100123 }),
    secretAt: () => '123456789:canary0bot0canary0bot0canary0bot0cana',
    host: 'api.telegram.org',
    modes: ['thread', 'update'],
    saved: (number) => jsonReply(200, { ok: true, result: { message_id: number } }),
    about: ({ body }) => {
      const { message_id: changed, reply_parameters: reply } = JSON.parse(body);
      if (changed !== undefined) return { number: String(changed), how: 'changes' };
      return reply === undefined ? undefined : { number: String(reply.message_id), how: 'answers' };
    },
    bodies: {
      'says-busy': telegramSays(500, 'Internal Server Error'),
      'says-throttled': telegramSays(429, 'Too Many Requests', { parameters: { retry_after: 17 } }),
      'says-refused': telegramSays(403, 'Forbidden: bot was kicked from the group chat'),
      'says-gone': telegramSays(403, 'Forbidden: user is deactivated'),
      'message-deleted': telegramSays(400, 'Bad Request: message to edit not found'),
    },
  },
  webhook: {
    ...noModes,
    config: ({ address, signing }) => ({ kind: 'webhook', url: address, sign: [signing] }),
    secretAt: (origin) => `${origin}/hooks/canary-address`,
    saved: () => textReply(204),
    bodies: {
      'says-busy': textReply(503),
      'says-throttled': { ...textReply(429), headers: { 'retry-after': '90' } },
      'says-refused': textReply(422),
      'says-gone': textReply(410),
      'message-deleted': undefined,
    },
  },
} as const satisfies Record<string, Vendor>;

export type VendorKind = keyof typeof vendors;

/** What signs at a vendor of this kind. */
export const signingOf = (kind: VendorKind): string =>
  kind === 'webhook'
    ? `whsec_${Buffer.from('canary-signing-key-of-32-bytes!!').toString('base64')}`
    : robotSecret;
