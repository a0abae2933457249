import { describe, it } from 'vitest';
import type { Fault } from '../lambda.ts';
import { expectOneFailure } from '../one-failure.ts';
import { theStack } from '../stack.ts';

const faults: [string, Fault['what']][] = [
  ['are throttled', 'throttled'],
  ['die before their work', 'dies'],
  ['die after their work', 'dies_after_work'],
  ['hang', 'hangs'],
];

/** The functions between a request and its delivery. */
const functions = ['StartWatch', 'PollJob', 'PlanNotification', 'DeliverNotification'];

describe('a watch whose functions', () => {
  it.for(faults)('%s ends as its job does, and notifies once', async ([, what], { expect }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code', { durationSeconds: 60 });
    for (const name of functions) stack.lambda.addFault({ function: name, what, having: job.job_id });
    await stack.request(job);
    await expectOneFailure(stack, job);
    const spoiled = stack.lambda.invoked.filter(({ fault }) => fault?.having === job.job_id);
    expect(spoiled.map((one) => one.function).sort()).toEqual(functions.toSorted());
  });
});
