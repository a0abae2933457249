import { Configuration } from '../../lib/config/configuration.ts';
import { makeEngine } from '../../lib/local/engine.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import type { Notification, Outcome } from '../../lib/notification/notification.ts';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import { type Received, type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import type { StoryName, StoryParameters, Truth } from '../../lib/simulator/stories.ts';
import type { KeyValueStore } from '../../lib/watch/ports/key-value-store.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import type { DeadLetter } from '../../lib/workflow/contracts.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { makeSkippingClock } from './skipping-clock.ts';

/** What to play: a story of the simulator, and what is asked of the watcher. */
export interface Play {
  story: StoryName;
  job?: Partial<StoryParameters>;
  request?: { deadline?: string; polling?: string; labels?: Record<string, string> };
  /** `password` logs in at the simulator's IAM; a token is given by default. */
  credentials?: 'token' | 'password' | 'access_key';
  /**
   * Routes as the configuration has them; without them both destinations get everything but the steps of
   * a job.
   */
  routes?: object[];
  /** What earlier runs remember. */
  store?: KeyValueStore;
  /** Steps that do otherwise than the real ones. */
  steps?: (real: LocalSteps) => Partial<LocalSteps>;
  /** Orders for the receiver before the watch starts. */
  receiver?: (receiver: Receiver) => void;
}

/** What came of it. */
export interface Played {
  outcome: Outcome | undefined;
  /**
   * The states of watch-job in order, repeated turns of the loop counted: `PollJob Decide WaitForNextPoll
   * ×12`.
   */
  history: string;
  /** The same unfolded: each state that was entered. */
  entered: readonly string[];
  sendNotificationHistory: string;
  events: LocalEvent[];
  notifications: Notification[];
  deadLetters: DeadLetter[];
  received: readonly Received[];
  truth: Truth;
  /** How often the simulator was asked. */
  requests: number;
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const user = { name: 'ops', password: 'a password', domain: 'demo' };
const keys = { accessKey: 'AKSTORY', secretKey: 'a secret key' };

/**
 * Plays one watch from its request to its last delivery: real machines, real steps, real servers, and no
 * waiting.
 */
export async function playStory(play: Play): Promise<Played> {
  const clock = makeSkippingClock();
  const simulator = await startSimulator({ clock, users: [user], keys: [keys] });
  const receiver = await startReceiver({ secrets: [secret], now: clock.now });
  play.receiver?.(receiver);
  const env = {
    TOKEN: simulator.issueToken(),
    OS_USERNAME: user.name,
    OS_PASSWORD: user.password,
    OS_DOMAIN: user.domain,
    AK: keys.accessKey,
    SK: keys.secretKey,
    SLACK: receiver.slackUrl,
    SECRET: secret,
  };
  const configuration = Configuration.parse({
    accounts: [
      {
        id: 'story',
        cloud: 'otc',
        region: 'eu-de',
        project_id: simulator.projectId,
        endpoint: simulator.url,
        iam_endpoint: simulator.url,
        credentials: credentialsOf(play.credentials ?? 'token'),
      },
    ],
    destinations: [
      { id: 'chat', kind: 'slack', url: 'env:SLACK' },
      { id: 'hook', kind: 'webhook', url: receiver.url, sign: ['env:SECRET'] },
    ],
    routes: play.routes ?? [
      { to: ['chat', 'hook'] },
      { to: ['chat', 'hook'], when: { type: ['sdrs.watch.cannot_ask', 'sdrs.job.unknown_status'] } },
    ],
  });
  const deadLetters: DeadLetter[] = [];
  const local = wireLocal({
    configuration,
    accounts: configuration.accounts,
    resolveSecret: makeEnvironmentSecrets(env),
    saveDeadLetter: async (deadLetter) => {
      deadLetters.push(deadLetter);
      return 'kept';
    },
    store: play.store ?? makeInMemoryStore(clock.now),
    clock,
    env: {},
  });
  const events: LocalEvent[] = [];
  const entered = { 'watch-job': [] as string[], 'send-notification': [] as string[] };
  const engine = makeEngine({
    steps: { ...local.steps, ...play.steps?.(local.steps) },
    clock,
    on: (event) => events.push(event),
    entered: (machine, state) => entered[machine].push(state),
  });
  const jobId = simulator.addJob(play.story, play.job);
  const request = WatchRequest.parse({ job_id: jobId, project_id: simulator.projectId, ...play.request });
  try {
    const outcome = await engine.watch({ id: watchId({ ...request, region: 'eu-de' }), request });
    await engine.settle(Number.POSITIVE_INFINITY);
    return {
      outcome,
      history: folded(entered['watch-job']),
      entered: entered['watch-job'],
      sendNotificationHistory: folded(entered['send-notification']),
      events,
      notifications: events.flatMap((event) => (event.event === 'notification' ? [event.notification] : [])),
      deadLetters,
      received: receiver.received,
      truth: simulator.truth(jobId),
      requests: simulator.requests(jobId),
    };
  } finally {
    await Promise.all([local.close(), simulator.close(), receiver.close()]);
  }
}

function credentialsOf(kind: 'token' | 'password' | 'access_key'): object {
  switch (kind) {
    case 'token':
      return { kind, token: 'env:TOKEN' };
    case 'password':
      return { kind, username: 'env:OS_USERNAME', password: 'env:OS_PASSWORD', user_domain: 'env:OS_DOMAIN' };
    case 'access_key':
      return { kind, access_key: 'env:AK', secret_key: 'env:SK' };
  }
}

const turn = 'PollJob Decide WaitForNextPoll';

/** Folds the turns of the loop, so that a history of hundreds of states reads as one line. */
function folded(states: readonly string[]): string {
  return states
    .join(' ')
    .replace(new RegExp(`(?:${turn} ?)+`, 'g'), (turns) => `(${turn})×${turns.split('Wait').length - 1} `)
    .trim();
}
