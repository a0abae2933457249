import {
  type Answer,
  badGatewayHtml,
  gatewayError,
  keystoneError,
  type Reply,
} from '../../lib/simulator/reply.ts';

export const loginFaults = [
  'iam-down',
  'iam-throttled',
  'iam-resets',
  'iam-hangs',
  'iam-page',
  'iam-without-token',
  'iam-refuses',
] as const;
/** A fault of a login at IAM. */
export type LoginFault = (typeof loginFaults)[number];

const make: Record<LoginFault, (usual: Answer) => Reply> = {
  'iam-down': () => badGatewayHtml,
  'iam-throttled': () => gatewayError(429, 'APIGW.0308', 'The throttling threshold has been reached'),
  'iam-resets': () => ({ kind: 'fault', fault: 'reset' }),
  'iam-hangs': () => ({ kind: 'fault', fault: 'hang' }),
  'iam-page': () => ({ ...badGatewayHtml, status: 200 }),
  'iam-without-token': ({ status, body }) => ({ kind: 'answer', status, headers: {}, body }),
  'iam-refuses': () => keystoneError(401, 'Unauthorized', 'The username or password is wrong.'),
};

/** Returns the `spoilLogin` option of a simulated cloud, with the fault at this moment. */
export const spoilsLogins =
  (faultNow: () => LoginFault | undefined) =>
  (usual: Reply): Reply => {
    const fault = faultNow();
    return fault === undefined || usual.kind !== 'answer' ? usual : make[fault](usual);
  };
