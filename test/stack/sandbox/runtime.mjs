/**
 * A client of the Lambda Runtime API: asks for the next invocation, calls the handler, answers
 * (docs.aws.amazon.com/lambda, "runtimes-api").
 */
import { request } from 'node:http';
import { join } from 'node:path';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME, _HANDLER } = process.env;

/** The sandbox ends when the connection to the process that runs it breaks. */
const call = (method, path, body) =>
  new Promise((resolve) => {
    const sent = request(
      `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`,
      { method },
      async (answer) => {
        answer.on('error', () => process.exit());
        const chunks = await answer.toArray();
        resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() });
      },
    );
    sent.on('error', () => process.exit());
    sent.end(body);
  });

const notified = (error) =>
  JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  });

const [file, name] = _HANDLER.split(/\.(?=[^.]*$)/);
const loaded = await import(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).catch((error) => ({ error }));
if (loaded.error) {
  await call('POST', 'init/error', notified(loaded.error));
  process.exit(1);
}
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const context = {
    awsRequestId: id,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  };
  try {
    const answer = await loaded[name](JSON.parse(body), context);
    await call('POST', `invocation/${id}/response`, JSON.stringify(answer) ?? 'null');
  } catch (error) {
    await call('POST', `invocation/${id}/error`, notified(error));
  }
}
