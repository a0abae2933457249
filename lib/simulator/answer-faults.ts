import { type Answer, badGatewayPage, gatewayError, jsonReply, type Reply, textReply } from './reply.ts';

/** The statuses of the API document ("Returned Values") that are no success, and what gateways and receivers answer besides. */
const statuses = [
  ...([400, 401, 403, 404, 405, 406, 407, 408, 409, 500, 501, 502, 503, 504] as const),
  ...([302, 410, 413, 425, 429] as const),
] as const;
type StatusFault = `status-${(typeof statuses)[number]}`;

const madeFaults = [
  'retry-after-seconds',
  'retry-after-date',
  'retry-after-nonsense',
  'retry-after-huge',
  'reset-before-headers',
  'reset-in-body',
  'hang-before-headers',
  'hang-in-body',
  'dripping-headers',
  'dripping-body',
  'cut-off-body',
  'oversized-body',
  'empty-body',
  'html-page',
  'wrong-content-type',
  'invalid-utf8',
] as const;
type MadeFault = (typeof madeFaults)[number];

/** What can get in the way of any answer, whoever gives it. */
export type AnswerFault = StatusFault | MadeFault;
export const answerFaults: readonly AnswerFault[] = [
  ...statuses.map((status) => `status-${status}` as const),
  ...madeFaults,
];

/** Faults that a client gets over by its own patience alone: without a time-out they last for ever. */
export const slowFaults: ReadonlySet<string> = new Set([
  'hang-before-headers',
  'hang-in-body',
  'dripping-headers',
  'dripping-body',
] satisfies AnswerFault[]);

/** Longer than the product reads of any answer. */
const oversizedBytes = 1_100_000;

const throttled = (retryAfter: string): Answer => {
  const answer = gatewayError(429, 'APIGW.0308', 'The throttling threshold has been reached');
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
};

const make: Record<MadeFault, (usual: Answer, now: number) => Reply> = {
  'retry-after-seconds': () => throttled('40'),
  'retry-after-date': (_usual, now) => throttled(new Date(now + 40_000).toUTCString()),
  'retry-after-nonsense': () => throttled('after lunch'),
  'retry-after-huge': () => throttled('99999999999'),
  'reset-before-headers': () => ({ kind: 'fault', fault: 'reset' }),
  'reset-in-body': (answer) => ({ kind: 'fault', fault: 'reset-in-body', answer }),
  'hang-before-headers': () => ({ kind: 'fault', fault: 'hang' }),
  'hang-in-body': (answer) => ({ kind: 'fault', fault: 'hang-in-body', answer }),
  'dripping-headers': (answer) => ({ kind: 'fault', fault: 'drip-headers', answer }),
  'dripping-body': (answer) => ({ kind: 'fault', fault: 'drip', answer }),
  'cut-off-body': (answer) => ({ kind: 'fault', fault: 'cut-off', answer }),
  'oversized-body': (usual) => ({ ...usual, status: 200, body: ' '.repeat(oversizedBytes) + usual.body }),
  'empty-body': () => textReply(200),
  'html-page': () => ({ ...badGatewayPage, status: 200 }),
  'wrong-content-type': (usual) => ({ ...usual, headers: { ...usual.headers, 'content-type': 'image/png' } }),
  'invalid-utf8': () => ({
    kind: 'fault',
    fault: 'latin1',
    answer: jsonReply(200, { message: 'Gerät läuft' }),
  }),
};

/** What a request gets instead of its usual answer; `now` is the server's clock, milliseconds since 1970. */
export function spoiled(fault: AnswerFault, usual: Answer, now: number): Reply {
  if (isMade(fault)) return make[fault](usual, now);
  const status = Number(fault.slice('status-'.length));
  return gatewayError(status, 'APIGW.9999', `The simulator was told to answer ${status}`);
}

const isMade = (fault: AnswerFault): fault is MadeFault => Object.hasOwn(make, fault);
