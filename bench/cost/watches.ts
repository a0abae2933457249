import { setImmediate } from 'node:timers/promises';
import type { Template } from '../../lib/lambda/deploy/template.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import type { TaskHandler } from '../../lib/local/steps.ts';
import type { PresetName } from '../../lib/polling/presets.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { scoreOf } from '../polling.ts';
import { schedules } from '../schedules.ts';
import { assumed } from './assumed.ts';
import { invocationUsage } from './idle.ts';
import type { Usage } from './prices.ts';

/** The work of the machines for one watch. */
export interface Watch {
  polls: number;
  transitions: number;
}

/**
 * Runs both machines once for a job of this duration, and counts the states that they enter. Each is one
 * transition.
 */
export async function followJob(preset: PresetName, durationSeconds: number): Promise<Watch> {
  const polls = pollsOf(preset, durationSeconds);
  return { polls, transitions: (await transitionsOfWatch(polls)) + (await transitionsOfNotification()) };
}

/** The number of jobs to average, because each job has its own jitter. */
const jobs = 200;

function pollsOf(preset: PresetName, durationSeconds: number): number {
  const schedule = schedules.find(({ name }) => name === preset);
  if (schedule === undefined)
    throw new TypeError(`expected a schedule with the name of a preset, found ${preset}`);
  return Math.round(scoreOf(schedule, new Array(jobs).fill(durationSeconds)).polls);
}

function transitionsOfWatch(polls: number): Promise<number> {
  let made = 0;
  const poll: TaskHandler = async () => {
    made += 1;
    const decision = made < polls ? { kind: 'wait', seconds: 1 } : { kind: 'end', outcome: 'succeeded' };
    const notification = made < polls ? {} : { notification: { id: 'msg' } };
    return { Payload: { decision, progress: {}, ...notification } };
  };
  return transitionsOf(watchJob, { input: {}, tasks: { PollJob: poll, Announce: async () => ({}) } });
}

function transitionsOfNotification(): Promise<number> {
  const deliveries = Array.from({ length: assumed.destinations }, (_, index) => ({
    destination: String(index),
    attempts: 0,
  }));
  return transitionsOf(sendNotification, {
    input: { notification: { id: 'msg' } },
    tasks: {
      PlanDeliveries: async () => ({ Payload: { deliveries, suppressed: [] } }),
      Deliver: async () => ({ Payload: { delivery: deliveries[0], result: { kind: 'delivered' } } }),
    },
  });
}

async function transitionsOf(
  definition: object,
  { input, tasks }: { input: object; tasks: Record<string, TaskHandler> },
): Promise<number> {
  let entered = 0;
  const clock = { now: () => 0, sleep: async () => {} };
  const machine = makeMachine(definition, { clock, entered: () => (entered += 1) });
  await machine({ name: 'cost', input, tasks }).result;
  // The engine reports the last states after the result.
  await setImmediate();
  return entered;
}

/** Returns the usage of one watch that was started by an event. */
export function usageOfWatch({ Resources }: Template, { polls, transitions }: Watch): Usage[] {
  const called = [
    { id: 'StartWatchLambdaFunction', invocations: 1 },
    { id: 'PollJobLambdaFunction', invocations: polls },
    { id: 'PlanNotificationLambdaFunction', invocations: 1 },
    { id: 'DeliverNotificationLambdaFunction', invocations: assumed.destinations },
  ];
  const tableCalls = assumed.destinations * assumed.tableCallsPerDelivery;
  return [
    { price: 'event', amount: 1, what: 'job-created event' },
    { price: 'queueRequest', amount: 3, what: 'send, receive, delete' },
    { price: 'transition', amount: transitions, what: 'both machines' },
    { price: 'tableWrite', amount: tableCalls, what: 'deliveries' },
    ...called.flatMap((call) => invocationUsage(Resources, call)),
  ];
}
