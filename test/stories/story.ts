import type { presetNames } from '../../lib/polling/presets.ts';
import type { ReceiverChannel } from '../../lib/simulator/receiver.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import type { AnswerFault } from '../simulator/answer-faults.ts';
import type { JobFault } from '../simulator/job-faults.ts';
import type { LoginFault } from '../simulator/login-faults.ts';

/** Faults on the way to a server: nothing listens there, or nobody knows its name. */
export const wayFaults = ['connection-refused', 'no-dns'] as const;
export type WayFault = (typeof wayFaults)[number];

/** A fault and its time: seconds since the job began; at a destination, since the first attempt there. */
export interface PlannedFault<Name> {
  fault: Name;
  fromSeconds: number;
  forSeconds: number;
  /** 1: at every second of that time; 3: at about every third. */
  every: number;
}

/** The functions, the starts of both machines, and the dead-letter queue. */
export const brokenSteps = [
  'startWatches',
  'startExecution',
  'pollJob',
  'planNotification',
  'deliverNotification',
  'reportLostWatch',
  'saveDeadLetter',
  'announce',
] as const;
export type BrokenStep = (typeof brokenSteps)[number];

/** What a function does instead of its work: `dies-after` has done it and answers nothing. */
export const stepFaults = ['throws', 'times-out', 'throttled', 'garbage', 'dies-after'] as const;
export type StepFault = (typeof stepFaults)[number];

/** A function that fails from a call on (0 is the first), a number of times. */
export interface PlannedStepFault {
  step: BrokenStep;
  fault: StepFault;
  fromCall: number;
  times: number;
}

/** The same request once more, in seconds since the first one; in which form and envelope it comes. */
export interface PlannedRequest {
  atSeconds: number;
  form: (typeof requestForms)[number];
}
export const requestForms = ['bare', 'reordered', 'with_labels', 'event', 'notification'] as const;

export const courses = [
  'succeeds',
  'succeeds-with-sub-jobs',
  'fails-with-code',
  'fails-in-sub-job',
  'never-ends',
  'unknown-job',
] as const satisfies readonly StoryName[];
export const credentialKinds = ['token', 'password', 'access_key'] as const;
/**
 * When the chat is notified: at once, with the webhook as its fallback, or after its quiet hours.
 */
const chatWays = ['at_once', 'fallback', 'quiet_each', 'quiet_digest'] as const;

/**
 * Everything that decides how one watch goes: what becomes of the job, what gets in the way, and what was
 * asked for.
 */
export interface Story {
  seed: number;
  job: {
    story: (typeof courses)[number];
    durationSeconds: number;
    errorCode: string;
    failReason: string;
    /** How long the job had run when the watch was asked for. */
    beganSecondsAgo: number;
  };
  /** How far the cloud's clock is ahead of the watcher's. */
  skewSeconds: number;
  credentials: (typeof credentialKinds)[number];
  tokenLifeSeconds: number;
  cloud: PlannedFault<JobFault | WayFault>[];
  iam: PlannedFault<LoginFault>[];
  destinations: Record<ReceiverChannel, PlannedFault<AnswerFault | WayFault>[]>;
  chat: (typeof chatWays)[number];
  steps: PlannedStepFault[];
  /** `down`: the store that remembers what was delivered cannot be reached. */
  store: 'kept' | 'down';
  /**
   * The messages that ask for the watch: the first at 0 seconds, others at once, while it runs, or when it
   * has ended.
   */
  requests: readonly PlannedRequest[];
  deadlineSeconds: number;
  /** How long the local run stays for its deliveries when the watch has ended. */
  patienceSeconds: number;
  polling: (typeof presetNames)[number];
}

/** The fault that is in force at a time, in the same seconds as the plan's. */
export function inForce<Name>(
  planned: readonly PlannedFault<Name>[],
  seconds: number,
): PlannedFault<Name> | undefined {
  return planned.find(
    ({ fromSeconds, forSeconds, every }) =>
      seconds >= fromSeconds &&
      seconds < fromSeconds + forSeconds &&
      Math.imul(Math.floor(seconds) + 1, 0x9e3779b1) >>> 0 < 2 ** 32 / every,
  );
}

/** The names of all faults of a story, for tables. */
export function faultsOf(story: Story): string[] {
  const named = [
    ...story.cloud.map(({ fault }) => `cloud ${fault}`),
    ...story.iam.map(({ fault }) => `login ${fault}`),
    ...Object.values(story.destinations).flatMap((planned) =>
      planned.map(({ fault }) => `destination ${fault}`),
    ),
    ...story.steps.map(({ step, fault }) => `${step} ${fault}`),
    ...circumstancesOf(story),
  ];
  return [...new Set(named)];
}

const isSo = {
  'clock skew': ({ skewSeconds }) => skewSeconds !== 0,
  'token expires': ({ tokenLifeSeconds, deadlineSeconds }) => tokenLifeSeconds < deadlineSeconds,
  'store down': ({ store }) => store === 'down',
  'the local run goes home': ({ patienceSeconds }) => patienceSeconds < Number.POSITIVE_INFINITY,
  'chat fallback': ({ chat }) => chat === 'fallback',
  'chat quiet each': ({ chat }) => chat === 'quiet_each',
  'chat quiet digest': ({ chat }) => chat === 'quiet_digest',
  'request after the end': ({ job }) => job.beganSecondsAgo >= job.durationSeconds,
  'asked for several times': ({ requests }) => requests.length > 1,
} satisfies Record<string, (story: Story) => boolean>;

/** What else can be in the way of a watch: there from its first poll to its last. */
export const circumstances = Object.keys(isSo);

export const circumstancesOf = (story: Story): string[] =>
  Object.entries(isSo).flatMap(([name, holds]) => (holds(story) ? [name] : []));
