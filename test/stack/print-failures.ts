import { afterEach } from 'vitest';
import { theStack } from './stack.ts';

/** After a failed case, prints what the functions logged as errors. Side by side, cases share the log. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const { lambda } = await theStack();
  const errors = lambda.log.filter((line) => !/"level":"INFO"|"_aws"/.test(line));
  console.error(`"${task.name}" failed; the functions had logged:\n${errors.slice(-30).join('\n')}`);
});
