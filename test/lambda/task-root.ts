import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Host } from '../../lib/lambda/define-handler.ts';

const stateMachine = 'arn:aws:states:eu-central-1:123456789012:stateMachine';

/**
 * Creates a task root with these files before the tests of a file, and removes it after them. Returns a
 * function that makes a host for this task root, with the environment of every function.
 */
export function useTaskRoot(files: Record<string, string>): (env?: Host['env']) => Host {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'task-root-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  });
  afterAll(() => rmSync(root, { recursive: true }));
  return (env = {}) => ({
    env: {
      POWERTOOLS_SERVICE_NAME: 'jobwatch',
      JOBWATCH_CONFIG: 'configuration.json',
      LAMBDA_TASK_ROOT: root,
      JOBWATCH_WATCH_JOB_ARN: `${stateMachine}:watch-job`,
      JOBWATCH_SEND_NOTIFICATION_ARN: `${stateMachine}:send-notification`,
      JOBWATCH_KEY_VALUE_TABLE: 'key-value-table',
      JOBWATCH_BAD_MESSAGE_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/bad',
      ...env,
    },
    log: { info: () => undefined, error: () => undefined },
    now: () => 1_767_225_600_000,
  });
}
