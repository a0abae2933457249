import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { makeMachine } from '../../lib/desk/machine.ts';
import type { TaskHandler } from '../../lib/desk/steps.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aRequest } from '../support/watches.ts';
import { type Answer, type EngineStory, noticeOf } from './stories.ts';

/** Definitions of both machines, whose functions, machine and queue are named as CloudFormation names them. */
export type Definitions = Record<EngineStory['machine'], object>;

/** What an engine made of a story. */
export const Played = z.object({
  entered: z.array(z.string()),
  status: z.string(),
  error: z.string().nullable(),
  announced: z.array(z.string()),
  letters: z.array(z.looseObject({})),
});
export type Played = z.infer<typeof Played>;

const nameOf = ({ what }: EngineStory): string => what.replaceAll(' ', '-');
const inputOf = ({ machine, what }: EngineStory): unknown =>
  machine === 'watch-job' ? aRequest() : { notice: noticeOf(what, 'end') };

const functionOf: Record<string, keyof EngineStory['functions']> = {
  LookAtJob: 'LookAtJob',
  ReportLostWatch: 'ReportLostWatch',
  PlanDeliveries: 'PlanNotice',
  Deliver: 'DeliverNotice',
};

/** A letter without the sentence in which each engine tells the error. */
function withoutCause(letter: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(letter, (key, value) => (key === 'Cause' ? undefined : value)));
}

/** Plays a story on the embedded engine, time skipped. */
export async function playEmbedded(definitions: Definitions, story: EngineStory): Promise<Played> {
  const played: Played = { entered: [], status: '', error: null, announced: [], letters: [] };
  const machine = makeMachine(definitions[story.machine], {
    clock: makeSkippingClock(),
    entered: (state) => played.entered.push(state),
  });
  const keep: TaskHandler = async (parameters) => {
    if (story.withoutQueue) throw thrown('Sqs.QueueDoesNotExistException');
    const { MessageBody } = z.object({ MessageBody: z.looseObject({}) }).parse(parameters);
    played.letters.push(withoutCause(MessageBody));
    return {};
  };
  const announce: TaskHandler = async (parameters) => {
    const { Name } = z.object({ Name: z.string() }).parse(parameters);
    if (story.withoutSendNotice) throw thrown('StepFunctions.InvalidArnException');
    if (played.announced.includes(Name)) throw thrown('StepFunctions.ExecutionAlreadyExistsException');
    played.announced.push(Name);
    return {};
  };
  const tasks = {
    Announce: announce,
    KeepUnannounced: keep,
    KeepUndelivered: keep,
    KeepUnplannedNotice: keep,
  };
  const { result } = machine({
    name: nameOf(story),
    input: inputOf(story),
    tasks: { ...tasks, ...functionTasks(story) },
  });
  const error = await result.then(() => null, errorOf);
  // The engine tells the last state a moment after the end.
  await setImmediate();
  return {
    ...played,
    announced: played.announced.sort(),
    error,
    status: error === null ? 'SUCCEEDED' : 'FAILED',
  };
}

/** The name of what an execution failed with: the engine wraps it. */
const errorOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.name : String(error);

const thrown = (name: string): Error => Object.assign(new Error('thrown'), { name });

function functionTasks({ functions }: EngineStory): Record<string, TaskHandler> {
  return Object.fromEntries(
    Object.entries(functionOf).map(([state, name]) => {
      const answers = [...(functions[name] ?? [])];
      return [state, async () => payloadOf(answers.length > 1 ? answers.shift() : answers[0])];
    }),
  );
}

function payloadOf(answer: Answer | undefined): unknown {
  if (answer === undefined) throw thrown('NothingToAnswer');
  if ('error' in answer) throw thrown(answer.error);
  if ('service' in answer) throw thrown(`Lambda.${answer.service}`);
  return answer;
}

/** Plays stories on moto's interpreter, waits left out; rejects with what Python said. */
export async function playOnMoto(
  definitions: Definitions,
  stories: readonly EngineStory[],
): Promise<Played[]> {
  const python = spawn('python3', [join(import.meta.dirname, 'moto_engine.py')]);
  const output = Promise.all([text(python.stdout), text(python.stderr)]);
  python.stdin.end(stories.map((story) => `${JSON.stringify(forMoto(definitions, story))}\n`).join(''));
  const [out, err] = await output;
  const lines = out.split('\n').slice(0, -1);
  if (lines.length !== stories.length) throw new Error(`moto played ${lines.length} stories:\n${err}`);
  return lines.map((line) => {
    const played = Played.parse(JSON.parse(line));
    return { ...played, letters: played.letters.map(withoutCause) };
  });
}

function forMoto(definitions: Definitions, story: EngineStory): object {
  const queue = story.withoutQueue ? 'https://sqs.eu-central-1.amazonaws.com/123456789012/none' : '{queue}';
  const sendNotice = named(definitions['send-notice'], queue);
  const watchJob = named(definitions['watch-job'], queue);
  const machines = {
    ...(!story.withoutSendNotice && { SendNotice: sendNotice }),
    ...(story.machine === 'watch-job' && { WatchJob: watchJob }),
  };
  const start = story.machine === 'watch-job' ? 'WatchJob' : 'SendNotice';
  return { machines, start, name: nameOf(story), input: inputOf(story), functions: story.functions };
}

/** The definition with names in place of what CloudFormation puts there. */
const named = (definition: object, queue: string): unknown =>
  JSON.parse(
    JSON.stringify(definition)
      .replace(/\{"Fn::GetAtt":\["(\w+?)(?:LambdaFunction)?","Arn"\]\}/g, '"$1"')
      .replaceAll('{"Ref":"SendNoticeStateMachine"}', '"{SendNotice}"')
      .replaceAll('{"Ref":"NoticeDeadLetterQueue"}', JSON.stringify(queue)),
  );
