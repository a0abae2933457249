import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeMachine } from '../../lib/local/machine.ts';
import type { TaskHandler } from '../../lib/local/steps.ts';
import { type Definitions, statesOf } from './definitions.ts';

/** One execution with scripted Tasks, and everything that can be seen of it. */
interface Play {
  says: string;
  machine: keyof Definitions;
  input: object;
  /** What each Task answers, in turn; the last answer is repeated. An Error is thrown. */
  answers: Record<string, readonly unknown[]>;
  /** The states that are entered, in order. */
  history: string;
  /** What Tasks and Waits get, in order: the evaluated Parameters, or seconds. Retries are left out. */
  sent: readonly (readonly [state: string, sent: unknown])[];
  /** The output, or the error. */
  ends: unknown;
}

/** No play enters more states: a machine that goes round in circles is ended. */
const mostStates = 60;

const thrown = (name: string) => Object.assign(new Error(`${name} was thrown`), { name });
const failed = (name: string) => ({ error: name, cause: `${name} was thrown` });
const keptOf = (name: string) => ({ Error: name, Cause: `${name} was thrown` });

const request = { job_id: 'job-1', project_id: 'project-1' };
const watch = { id: 'execution-1', arn: 'local:execution:execution-1' };
const notification = (id: string) => ({ id, text: `of ${id}` });
const waits = (polls: number, seconds: number) => ({
  decision: { kind: 'wait', seconds },
  progress: { polls },
});
const succeeds = (polls: number) => ({
  decision: { kind: 'end', outcome: 'succeeded' },
  progress: { polls },
  notification: notification('end'),
});
const polls = (...outputs: object[]) => outputs.map((Payload) => ({ Payload }));

const polled = (progress: object) =>
  ['PollJob', { ...invoke('PollJob'), Payload: { watch, request, progress } }] as const;
const announced = (id: string) =>
  [
    'Announce',
    {
      StateMachineArn: { Ref: 'SendNotificationStateMachine' },
      Name: id,
      Input: { notification: notification(id), AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: watch.arn },
    },
  ] as const;
const kept = (state: string, MessageBody: object) =>
  [state, { QueueUrl: { Ref: 'NotificationDeadLetterQueue' }, MessageBody }] as const;
const waited = (seconds: number) => ['Wait', seconds] as const;
const lost = (progress: object, name: string) =>
  [
    'ReportLostWatch',
    {
      ...invoke('ReportLostWatch'),
      Payload: {
        watch,
        request,
        status: 'CAUGHT',
        started_at: expect.any(String),
        progress,
        error: name,
        cause: `${name} was thrown`,
      },
    },
  ] as const;

function invoke(id: string) {
  return { FunctionName: { 'Fn::GetAtt': [id, 'Arn'] } };
}

const ofWatchJob: Omit<Play, 'machine' | 'input'>[] = [
  {
    says: 'announces progress and goes on, and announces the end',
    answers: {
      PollJob: polls(waits(1, 30), { ...waits(2, 60), notification: notification('running') }, succeeds(3)),
      Announce: [{ ExecutionArn: 'any' }],
    },
    history:
      'BeginWatch PollJob Decide WaitForNextPoll PollJob Decide Announce GoOnOrEnd WaitForNextPoll ' +
      'PollJob Decide Announce GoOnOrEnd EndWatch JobSucceeded',
    sent: [
      polled({}),
      waited(30),
      polled({ polls: 1 }),
      announced('running'),
      waited(60),
      polled({ polls: 2 }),
      announced('end'),
    ],
    ends: succeeds(3),
  },
  {
    says: 'fails as the job did',
    answers: {
      PollJob: polls({
        decision: { kind: 'end', outcome: 'failed', error: 'SDRS.0406', cause: 'No quota.' },
        progress: { polls: 1 },
        notification: notification('end'),
      }),
      Announce: [{}],
    },
    history: 'BeginWatch PollJob Decide Announce GoOnOrEnd EndWatch WatchEndedOtherwise',
    sent: [polled({}), announced('end')],
    ends: { error: 'SDRS.0406', cause: 'No quota.' },
  },
  {
    says: 'goes on when the notification was announced before, by whomever',
    answers: {
      PollJob: polls({ ...waits(1, 60), notification: notification('running') }, succeeds(2)),
      Announce: [thrown('StepFunctions.ExecutionAlreadyExistsException')],
    },
    history:
      'BeginWatch PollJob Decide Announce GoOnOrEnd WaitForNextPoll PollJob Decide Announce GoOnOrEnd ' +
      'EndWatch JobSucceeded',
    sent: [polled({}), announced('running'), waited(60), polled({ polls: 1 }), announced('end')],
    ends: succeeds(2),
  },
  {
    says: 'keeps what it cannot announce, and ends as the job did',
    answers: { PollJob: polls(succeeds(1)), Announce: [thrown('Busy')], KeepUnannounced: [{}] },
    history: 'BeginWatch PollJob Decide Announce KeepUnannounced GoOnOrEnd EndWatch JobSucceeded',
    sent: [
      polled({}),
      announced('end'),
      kept('KeepUnannounced', { notification: notification('end'), caught: keptOf('Busy') }),
    ],
    ends: { ...succeeds(1), caught: keptOf('Busy') },
  },
  {
    says: 'ends as the job did even if it can neither announce nor keep that',
    answers: {
      PollJob: polls(succeeds(1)),
      Announce: [thrown('Busy')],
      KeepUnannounced: [thrown('AlsoBusy')],
    },
    history: 'BeginWatch PollJob Decide Announce KeepUnannounced GoOnOrEnd EndWatch JobSucceeded',
    sent: [
      polled({}),
      announced('end'),
      kept('KeepUnannounced', { notification: notification('end'), caught: keptOf('Busy') }),
    ],
    ends: { ...succeeds(1), caught: keptOf('Busy') },
  },
  {
    says: 'does not wait where it is not told to: it fails, and the sweep finds that',
    answers: { PollJob: polls({ decision: { kind: 'rest' }, progress: { polls: 1 } }) },
    history: 'BeginWatch PollJob Decide Announce',
    sent: [polled({})],
    ends: expect.objectContaining({ cause: expect.stringContaining('$.notification') }),
  },
  {
    says: 'is lost with the progress that it had',
    answers: {
      PollJob: [...polls(waits(1, 30)), thrown('WrongInput')],
      ReportLostWatch: [{ Payload: { announced: 'started' } }],
    },
    history: 'BeginWatch PollJob Decide WaitForNextPoll PollJob ReportLostWatch WatchLost',
    sent: [polled({}), waited(30), polled({ polls: 1 }), lost({ polls: 1 }, 'WrongInput')],
    ends: failed('WrongInput'),
  },
  {
    says: 'is lost by what broke it, also if the report of that breaks',
    answers: { PollJob: [thrown('WrongInput')], ReportLostWatch: [thrown('Busy')] },
    history: 'BeginWatch PollJob ReportLostWatch WatchLost',
    sent: [polled({}), lost({}, 'WrongInput')],
    ends: failed('WrongInput'),
  },
];

const notified = notification('notified');
const plan = (...deliveries: object[]) => [{ Payload: { deliveries, suppressed: [] } }];
const planned = [
  'PlanDeliveries',
  { ...invoke('PlanNotification'), Payload: { notification: notified } },
] as const;
const delivered = (delivery: object) =>
  ['Deliver', { ...invoke('DeliverNotification'), Payload: { notification: notified, delivery } }] as const;
const result = (delivery: object, kind: string, seconds?: number) => ({
  delivery,
  result: { kind, ...(seconds !== undefined && { seconds }) },
});
const chat = { destination: 'chat', attempts: 0 };
const chatAgain = { destination: 'chat', attempts: 1 };
const mail = { destination: 'mail', attempts: 0 };
const answered = (...outputs: object[]) => outputs.map((Payload) => ({ Payload, StatusCode: 200 }));
const outcome = (destination: string, isDelivered: boolean) => ({
  destination,
  delivered: isDelivered,
  unkept: false,
});

const ofSendNotification: Omit<Play, 'machine' | 'input'>[] = [
  {
    says: 'ends where nobody is to be notified',
    answers: { PlanDeliveries: plan() },
    history: 'PlanDeliveries IsAnybodyToNotify NotificationTaken',
    sent: [planned],
    ends: { notification: notified, plan: { deliveries: [] } },
  },
  {
    says: 'waits for the end of the quiet hours, and as long as the destination asks',
    answers: {
      PlanDeliveries: plan({ ...chat, hold_seconds: 3_600 }),
      Deliver: answered(result(chatAgain, 'wait', 40), result(chatAgain, 'delivered')),
    },
    history:
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred WaitUntilQuietHoursEnd Deliver Judge WaitToTryAgain Deliver Judge ' +
      'Delivered IsAllKept NotificationTaken',
    sent: [
      planned,
      waited(3_600),
      delivered({ ...chat, hold_seconds: 3_600 }),
      waited(40),
      delivered(chatAgain),
    ],
    ends: { deliveries: [outcome('chat', true)], any_unkept: false },
  },
  {
    says: 'keeps what is refused, and delivers it to the fallback',
    answers: {
      PlanDeliveries: plan({ ...chat, fallback: mail }),
      Deliver: answered(result({ ...chatAgain, fallback: mail }, 'refused'), result(mail, 'delivered')),
      KeepUndelivered: [{}],
    },
    history:
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred Deliver Judge KeepUndelivered HasFallback FallBack ' +
      'Deliver Judge Delivered IsAllKept NotificationTaken',
    sent: [
      planned,
      delivered({ ...chat, fallback: mail }),
      kept('KeepUndelivered', {
        notification: notified,
        attempt: result({ ...chatAgain, fallback: mail }, 'refused'),
      }),
      delivered(mail),
    ],
    ends: { deliveries: [outcome('mail', true)], any_unkept: false },
  },
  {
    says: 'keeps what the function broke at, with the error',
    answers: { PlanDeliveries: plan(chat), Deliver: [thrown('TypeError')], KeepUndelivered: [{}] },
    history:
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred Deliver KeepUndelivered HasFallback Undelivered ' +
      'IsAllKept NotificationTaken',
    sent: [
      planned,
      delivered(chat),
      kept('KeepUndelivered', {
        notification: notified,
        attempt: { delivery: chat, caught: keptOf('TypeError') },
      }),
    ],
    ends: { deliveries: [outcome('chat', false)], any_unkept: false },
  },
  {
    says: 'fails in the end if a delivery could not be kept, and still delivers to its fallback',
    answers: {
      PlanDeliveries: plan({ ...chat, fallback: mail }),
      Deliver: answered(result({ ...chatAgain, fallback: mail }, 'gone'), result(mail, 'delivered')),
      KeepUndelivered: [thrown('Busy')],
    },
    history:
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred Deliver Judge KeepUndelivered NotKept HasFallback ' +
      'FallBack Deliver Judge Delivered IsAllKept DeadLetterNotKept',
    sent: [
      planned,
      delivered({ ...chat, fallback: mail }),
      kept('KeepUndelivered', {
        notification: notified,
        attempt: result({ ...chatAgain, fallback: mail }, 'gone'),
      }),
      delivered(mail),
    ],
    ends: { error: 'DeadLetterNotKept', cause: expect.stringContaining('the input of this execution') },
  },
  {
    says: 'fails in the end if a delivery without a fallback could not be kept',
    answers: {
      PlanDeliveries: plan(chat),
      Deliver: answered(result(chatAgain, 'refused')),
      KeepUndelivered: [thrown('Busy')],
    },
    history:
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred Deliver Judge KeepUndelivered NotKept HasFallback ' +
      'Undelivered IsAllKept DeadLetterNotKept',
    sent: [
      planned,
      delivered(chat),
      kept('KeepUndelivered', { notification: notified, attempt: result(chatAgain, 'refused') }),
    ],
    ends: { error: 'DeadLetterNotKept', cause: expect.stringContaining('the input of this execution') },
  },
  {
    says: 'keeps the whole notification if it cannot be planned',
    answers: { PlanDeliveries: [thrown('TypeError')], KeepUnplannedNotification: [{}] },
    history: 'PlanDeliveries KeepUnplannedNotification NotificationNotPlanned',
    sent: [
      planned,
      kept('KeepUnplannedNotification', { notification: notified, caught: keptOf('TypeError') }),
    ],
    ends: failed('TypeError'),
  },
];

const plays: Play[] = [
  ...ofWatchJob.map((play) => ({ ...play, machine: 'watchJob' as const, input: request })),
  ...ofSendNotification.map((play) => ({
    ...play,
    machine: 'sendNotification' as const,
    input: { notification: notified },
  })),
];

/** What both machines do with scripted Tasks: the way they go, what they send, how they end. */
export function describePlays(definitions: () => Definitions): void {
  describe.each(plays)('$machine $says', (play) => {
    it('by this way, with this sent', async () => {
      const { history, sent, ends } = await perform(definitions()[play.machine], play);
      expect(history.join(' ')).toBe(play.history);
      expect(sent).toEqual(play.sent);
      expect(ends).toEqual(play.ends);
    });
  });
}

async function perform(definition: Definitions['watchJob'], { input, answers }: Play) {
  const history: string[] = [];
  const sent: [state: string, sent: unknown][] = [];
  const send = (...one: [state: string, sent: unknown]) => {
    const isRetry = JSON.stringify(sent.at(-1)) === JSON.stringify(one);
    if (!isRetry) sent.push(one);
  };
  const taskOf = (state: string): TaskHandler => {
    const left = [...(answers[state] ?? [thrown('Unscripted')])];
    return async (parameters) => {
      send(state, parameters);
      const answer = left.length > 1 ? left.shift() : left[0];
      if (answer instanceof Error) throw answer;
      return answer;
    };
  };
  const tasks = statesOf(definition.States).filter(([, { Type }]) => Type === 'Task');
  let abort = () => {};
  // The engine writes its defaults into what it is given.
  const machine = makeMachine(structuredClone(definition), {
    clock: { now: () => 0, sleep: async (seconds) => send('Wait', seconds) },
    entered: (state) => {
      history.push(state);
      if (history.length > mostStates) abort();
    },
  });
  const execution = machine({
    name: 'execution-1',
    input,
    tasks: Object.fromEntries(tasks.map(([name]) => [name, taskOf(name)])),
  });
  abort = execution.abort;
  const ends = await execution.result.catch(failureOf);
  // The last state is heard of after the end.
  await setImmediate();
  return { history, sent, ends };
}

/** The engine wraps the error of a state into one of its own. */
function failureOf({ cause: failure }: Error) {
  return failure instanceof Error ? { error: failure.name, cause: failure.message } : failure;
}
