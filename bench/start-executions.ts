import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { VirtualTime } from './virtual-time.ts';

/**
 * The quota of StartExecution in most regions
 * (docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
 */
const quota = { bucket: 800, refillPerSecond: 150 };
const [answerMs, throttledMs] = [50, 10];

const Body = z.instanceof(Uint8Array).transform((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
const Parameters = z.object({ name: z.string(), input: z.string() });
const Input = z.object({ job_id: z.string() });

/**
 * Makes a request handler for a client. It simulates StartExecution of Step Functions with the real quota.
 */
export function makeStartExecutions(time: Pick<VirtualTime, 'now' | 'sleep'>) {
  const executions = new Map<string, string>();
  const watches = new Map<string, number>();
  const counted = { calls: 0, throttled: 0, lastStartMs: 0 };
  let [tokens, filledAt] = [quota.bucket, 0];

  const mayCall = (): boolean => {
    const now = time.now();
    tokens = Math.min(quota.bucket, tokens + ((now - filledAt) / 1_000) * quota.refillPerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const start = (body: unknown): object => {
    const { name, input } = Body.pipe(Parameters).parse(body);
    const there = executions.get(name);
    if (there !== undefined && there !== input) return failure('ExecutionAlreadyExists');
    if (there === undefined) {
      executions.set(name, input);
      const { job_id } = Input.parse(JSON.parse(input));
      watches.set(job_id, (watches.get(job_id) ?? 0) + 1);
      counted.lastStartMs = time.now();
    }
    return answer(200, {
      executionArn: `arn:aws:states:eu-central-1:1:execution:watch-job:${name}`,
      startDate: 1,
    });
  };
  const requestHandler = {
    handle: async ({ body }: { body?: unknown }) => {
      counted.calls += 1;
      if (mayCall()) {
        await time.sleep(answerMs);
        return { response: start(body) };
      }
      counted.throttled += 1;
      await time.sleep(throttledMs);
      return { response: failure('ThrottlingException') };
    },
  } as unknown as NonNullable<SFNClientConfig['requestHandler']>;
  return { requestHandler, counted, watches };
}

const answer = (statusCode: number, body: object): object => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});
const failure = (type: string): object =>
  answer(400, { __type: `com.amazonaws.sfn#${type}`, message: 'Rate exceeded' });
