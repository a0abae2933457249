import { type Answer, badGatewayPage, gatewayError, keystoneError, type Reply } from './reply.ts';

export const loginFaults = [
  'iam-down',
  'iam-throttled',
  'iam-resets',
  'iam-hangs',
  'iam-page',
  'iam-without-token',
  'iam-refuses',
] as const;
/** What can get in the way of a login at IAM. */
export type LoginFault = (typeof loginFaults)[number];

const make: Record<LoginFault, (usual: Answer) => Reply> = {
  'iam-down': () => badGatewayPage,
  'iam-throttled': () => gatewayError(429, 'APIGW.0308', 'The throttling threshold has been reached'),
  'iam-resets': () => ({ kind: 'fault', fault: 'reset' }),
  'iam-hangs': () => ({ kind: 'fault', fault: 'hang' }),
  'iam-page': () => ({ ...badGatewayPage, status: 200 }),
  'iam-without-token': ({ status, body }) => ({ kind: 'answer', status, headers: {}, body }),
  'iam-refuses': () => keystoneError(401, 'Unauthorized', 'The username or password is wrong.'),
};

/** What a login gets while such a fault lasts. */
export const spoiledLogin = (fault: LoginFault | undefined, usual: Reply): Reply =>
  fault === undefined || usual.kind !== 'answer' ? usual : make[fault](usual);
