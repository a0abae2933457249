/** The folders and files where every line decides something that somebody relies on. */
export const mutated = [
  'lib/polling',
  'lib/job',
  'lib/watch',
  'lib/api/authenticate.ts',
  'lib/aws/sign-request.ts',
  'lib/channels/kinds/dingtalk/sign.ts',
  'lib/channels/kinds/feishu/sign.ts',
  'lib/channels/kinds/webhook/sign.ts',
  'lib/cloud/sign-request.ts',
  'lib/cts/verify-smn-message.ts',
] as const;

/**
 * The folder of tests that alone judges the mutants of a path: what is in `lib/job` is tested in `test/job`.
 */
export const testsOf = (path: string): string => path.replace(/^lib/, 'test').replace(/\/[^/]+\.ts$/, '');

/** The files of a path, for Stryker. */
export const filesOf = (path: string): string => (path.endsWith('.ts') ? path : `${path}/**/*.ts`);
