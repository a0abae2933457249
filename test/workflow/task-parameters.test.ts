import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeMachine } from '../../lib/local/machine.ts';
import type { TaskHandler } from '../../lib/local/steps.ts';
import {
  DeadLetter,
  DeliverInput,
  type DeliverOutput,
  LostWatch,
  PlanInput,
  type PlanOutput,
  PollInput,
} from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { succeeding } from '../support/local-steps.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aRequest } from '../support/watches.ts';

const StartExecution = z.object({ Name: z.string(), Input: z.unknown() });
const SendMessage = z.object({ MessageBody: z.unknown() });
const Invoke = z.object({ Payload: z.unknown() });

const State = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});
const FunctionName = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** Lists the Task states of a definition with what they call, inside its Map states too. */
function tasksOf(states: Record<string, unknown>): [name: string, calls: string][] {
  return Object.entries(states).flatMap(([name, unread]) => {
    const { Type, Resource, Parameters, ItemProcessor } = State.parse(unread);
    if (ItemProcessor !== undefined) return tasksOf(ItemProcessor.States);
    if (Type !== 'Task') return [];
    const called = FunctionName.safeParse(Parameters?.['FunctionName']).data?.['Fn::GetAtt'][0];
    return [[name, called ?? String(Resource)]];
  });
}

const start = 'arn:aws:states:::states:startExecution';
const send = 'arn:aws:states:::sqs:sendMessage';

/** The schemas by which the functions read what a Task sends, and `redrive` reads the queue. */
const schemas = new Map<string, z.ZodType>([
  ['PollJob', PollInput],
  ['ReportLostWatch', LostWatch],
  ['PlanNotification', PlanInput],
  ['DeliverNotification', DeliverInput],
  [send, DeadLetter],
]);

const planned: PlanOutput = { deliveries: [{ destination: 'chat', attempts: 0 }], suppressed: [] };
const refused: DeliverOutput = {
  delivery: { destination: 'chat', attempts: 1 },
  result: { kind: 'refused', why: 'answered 400' },
};
const answers: Record<string, (sent: unknown) => unknown> = {
  PollJob: (sent) => succeeding(PollInput.parse(sent)),
  PlanDeliveries: () => planned,
  Deliver: () => refused,
};

interface Sent {
  state: string;
  calls: string;
  parameters: unknown;
}

const payloadOf = ({ calls, parameters }: Sent): unknown =>
  calls === send ? SendMessage.parse(parameters).MessageBody : Invoke.parse(parameters).Payload;

const broken = (): never => {
  throw Object.assign(new Error('broken'), { name: 'TypeError' });
};

/**
 * Runs watch-job, and then send-notification with the input that watch-job gave it. Returns the evaluated
 * `Parameters` of every Task. The Task named `breaks` fails.
 */
async function runBoth(breaks?: string): Promise<Sent[]> {
  const all: Sent[] = [];
  const taskOf = ([state, calls]: [string, string]): [string, TaskHandler] => [
    state,
    async (parameters) => {
      const sent = { state, calls, parameters };
      all.push(sent);
      if (state === breaks) broken();
      return { Payload: answers[state]?.(payloadOf(sent)) ?? {} };
    },
  ];
  const run = async (definition: { States: object }, name: string, input: unknown) => {
    const tasks = Object.fromEntries(tasksOf({ ...definition.States }).map(taskOf));
    const machine = makeMachine(definition, { clock: makeSkippingClock() });
    await machine({ name, input, tasks }).result.catch(() => {});
  };
  await run(watchJob, 'watch-1', aRequest());
  const started = all.filter(({ calls, state }) => calls === start && state !== breaks);
  for (const { parameters } of started) {
    const { Name, Input } = StartExecution.parse(parameters);
    await run(sendNotification, Name, Input);
  }
  return all;
}

describe('what a Task sends can be read by what is behind it', async () => {
  const courses = [undefined, 'PollJob', 'Announce', 'PlanDeliveries'];
  const all = (await Promise.all(courses.map(runBoth))).flat();
  const tasks = [watchJob, sendNotification].flatMap(({ States }) => tasksOf(States));

  it.each(tasks.filter(([, calls]) => calls !== start))('%s → %s', (state, calls) => {
    const sent = all.filter((one) => one.state === state);
    expect(sent).not.toEqual([]);
    const schema = schemas.get(calls);
    expect(schema).toBeDefined();
    expect(sent.flatMap((one) => schema?.safeParse(payloadOf(one)).error?.issues ?? [])).toEqual([]);
  });
});
