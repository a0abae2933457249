import { Configuration } from '../../lib/config/configuration.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import { lambdaTask, type TaskHandler } from '../../lib/local/steps.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import { type Received, type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import {
  DeliverAnswer,
  DeliverInput,
  isLaterPoll,
  LostOutput,
  LostWatch,
  PlanAnswer,
  PlanInput,
  PollAnswer,
  PollInput,
} from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { spoilsJob } from '../simulator/job-faults.ts';
import { makeSkippingClock } from './skipping-clock.ts';

export type TaskName = 'PollJob' | 'PlanDeliveries' | 'Deliver' | 'ReportLostWatch';

/** What a machine sent to the function of a task. */
export interface Sent {
  task: TaskName;
  payload: unknown;
}

/** How one watch goes whose state another release may have written. */
export interface ReleasePlay {
  /**
   * Makes of what a machine sends what another release would have sent; `call` counts the calls of the task
   * from 0.
   */
  changed?: (sent: Sent, call: number) => unknown;
  request?: object;
  receiver?: (receiver: Receiver) => void;
  /** Starts send-notification with this in place of a watch. */
  sends?: object;
}

export interface ReleasePlayed {
  /** The error with which the execution of watch-job ended; of one that succeeded, none. */
  error: string | undefined;
  sent: Sent[];
  deadLetters: unknown[];
  received: readonly Received[];
}

const signing = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/**
 * Watches a job that fails after three minutes and delivers its end: real definitions, real functions, real
 * servers.
 */
export async function playRelease(play: ReleasePlay): Promise<ReleasePlayed> {
  const { changed = ({ payload }) => payload } = play;
  const clock = makeSkippingClock();
  const simulator = await startSimulator({ clock });
  const receiver = await startReceiver({ secrets: [signing], now: clock.now });
  play.receiver?.(receiver);
  const configuration = Configuration.parse({
    accounts: [
      {
        id: 'story',
        cloud: 'otc',
        region: 'eu-de',
        project_id: simulator.projectId,
        endpoint: simulator.url,
        credentials: { kind: 'token', token: 'env:TOKEN' },
      },
    ],
    destinations: [
      { id: 'chat', kind: 'slack', url: 'env:SLACK' },
      { id: 'hook', kind: 'webhook', url: receiver.url, sign: ['env:SIGNING'] },
      { id: 'spare', kind: 'webhook', url: receiver.url, sign: ['env:SIGNING'] },
    ],
    routes: [{ to: ['chat'], fallback: 'spare' }, { to: ['hook'] }],
  });
  const { accounts } = configuration;
  const { steps, close } = wireLocal({
    configuration,
    accounts,
    clock,
    env: {},
    store: makeInMemoryStore(clock.now),
    resolveSecret: makeEnvironmentSecrets({
      TOKEN: simulator.issueToken(),
      SLACK: receiver.slackUrl,
      SIGNING: signing,
    }),
    saveDeadLetter: async () => 'kept',
  });
  const sent: Sent[] = [];
  const deadLetters: unknown[] = [];
  const deliveries: Promise<unknown>[] = [];
  const task = (name: TaskName, run: TaskHandler): TaskHandler => {
    let calls = 0;
    return async (parameters) => {
      const { Payload: payload } = parameters as { Payload: unknown };
      const given = changed({ task: name, payload }, calls++);
      sent.push({ task: name, payload: given });
      return run({ Payload: given });
    };
  };
  const keep: TaskHandler = async (parameters) => {
    deadLetters.push((parameters as { MessageBody: unknown }).MessageBody);
    return {};
  };
  const isState = () => true;
  const [watching, sending] = [makeMachine(watchJob, { clock }), makeMachine(sendNotification, { clock })];
  const send = (name: string, input: unknown) => {
    const tasks = {
      PlanDeliveries: task(
        'PlanDeliveries',
        lambdaTask({ input: PlanInput, isState, output: PlanAnswer, run: steps.planNotification }),
      ),
      Deliver: task(
        'Deliver',
        lambdaTask({ input: DeliverInput, isState, output: DeliverAnswer, run: steps.deliverNotification }),
      ),
      KeepUndelivered: keep,
      KeepUnplannedNotification: keep,
    };
    deliveries.push(sending({ name, input, tasks }).result.catch(() => {}));
  };
  const tasks = {
    PollJob: task(
      'PollJob',
      lambdaTask({
        input: PollInput,
        isState: isLaterPoll,
        output: PollAnswer,
        run: (input) => steps.pollJob(input),
      }),
    ),
    Announce: async (parameters: unknown) => {
      const { Name, Input } = parameters as { Name: string; Input: unknown };
      send(Name, Input);
      return {};
    },
    KeepUnannounced: keep,
    ReportLostWatch: task(
      'ReportLostWatch',
      lambdaTask({
        input: LostWatch,
        output: LostOutput,
        run: (lost) =>
          steps.reportLostWatch(lost, async (notification) => {
            send(notification.id, { notification });
            return 'started';
          }),
      }),
    ),
  };
  const jobId = simulator.addJob('fails-with-code', {
    durationSeconds: 180,
    // A trouble in its middle, so that there is one in the state.
    spoil: spoilsJob((elapsed) =>
      elapsed > 40 && elapsed < 70 ? { fault: 'status-503', sinceSeconds: 40 } : undefined,
    ),
  });
  const input = { job_id: jobId, project_id: simulator.projectId, service: 'sdrs', ...play.request };
  try {
    let error: string | undefined;
    if (play.sends === undefined) {
      error = await watching({ name: 'a-watch', input, tasks }).result.then(() => undefined, nameOf);
    } else send('again', play.sends);
    await Promise.all(deliveries);
    return { error, sent, deadLetters, received: receiver.received };
  } finally {
    await close();
    await Promise.all([simulator.close(), receiver.close()]);
  }
}

/** The engine wraps the error of a Fail state. */
const nameOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.name : String(error);
