import { answerFaults } from '../simulator/answer-faults.ts';
import { jobFaults } from '../simulator/job-faults.ts';
import { loginFaults } from '../simulator/login-faults.ts';
import { type PlannedFault, type Story, stepFaults, wayFaults } from './story.ts';

/** One row of a table: a fault by name, and the stories that show what it does. */
export interface MatrixRow {
  name: string;
  stories: Story[];
}

/** A fail-over that takes ten minutes and fails; nothing gets in the way. */
export const quiet: Story = {
  seed: 0,
  job: {
    story: 'fails-with-code',
    durationSeconds: 600,
    errorCode: 'SDRS.1030',
    failReason: 'Failed to perform the failover',
    beganSecondsAgo: 0,
  },
  skewSeconds: 0,
  credentials: 'token',
  tokenLifeSeconds: 86_400,
  cloud: [],
  iam: [],
  destinations: { slack: [], webhook: [] },
  chat: 'at_once',
  steps: [],
  store: 'kept',
  requests: [{ atSeconds: 0, form: 'bare' }],
  deadlineSeconds: 1_800,
  patienceSeconds: Number.POSITIVE_INFINITY,
  polling: 'balanced',
};

const askedAgain = (atSeconds: number): Story => ({
  ...quiet,
  requests: [
    { atSeconds: 0, form: 'bare' },
    { atSeconds, form: 'event' },
  ],
});

/** The same job, when it has ended before anybody asks. */
const ended: Story = { ...quiet, job: { ...quiet.job, beganSecondsAgo: 900 } };

/** A fault at the cloud for five minutes, and to the deadline. */
const twoLengths = <Name>(fault: Name, fromSeconds: number): PlannedFault<Name>[] =>
  [300, Number.POSITIVE_INFINITY].map((forSeconds) => ({ fault, fromSeconds, forSeconds, every: 1 }));

const atCloud = (name: Story['cloud'][number]['fault'], change: Partial<Story> = {}): Story[] =>
  twoLengths(name, 60).map((fault) => ({ ...quiet, ...change, cloud: [fault] }));

/**
 * Tokens are renewed five minutes before their end: those of six minutes have a login asked for every minute.
 */
const atLogin = (name: Story['iam'][number]['fault']): Story[] =>
  twoLengths(name, 60).map((fault) => ({
    ...quiet,
    credentials: 'password',
    tokenLifeSeconds: 360,
    iam: [fault],
  }));

export const cloudRows: MatrixRow[] = [
  ...[...wayFaults, ...jobFaults].map((name) => ({ name, stories: atCloud(name) })),
  ...loginFaults.map((name) => ({ name, stories: atLogin(name) })),
  { name: 'token-revoked, with a password', stories: atCloud('token-revoked', { credentials: 'password' }) },
  {
    name: 'not-found before it was seen',
    stories: [60, Number.POSITIVE_INFINITY].map((forSeconds) => ({
      ...quiet,
      cloud: [{ fault: 'not-found', fromSeconds: 0, forSeconds, every: 1 }],
    })),
  },
];

/** Faults that have no length: they are there from the first poll to the last. */
export const standingRows: MatrixRow[] = [
  { name: 'nothing at all', stories: [quiet] },
  { name: 'a token that expires after two minutes', stories: [{ ...quiet, tokenLifeSeconds: 120 }] },
  {
    name: 'tokens that expire after two minutes, with a password',
    stories: [{ ...quiet, tokenLifeSeconds: 120, credentials: 'password' }],
  },
  {
    name: 'the cloud’s clock is 20 minutes ahead, with an access key',
    stories: [{ ...quiet, skewSeconds: 1_200, credentials: 'access_key' }],
  },
  { name: 'the cloud’s clock is 20 minutes ahead', stories: [{ ...quiet, skewSeconds: 1_200 }] },
  { name: 'the cloud’s clock is 5 minutes behind', stories: [{ ...quiet, skewSeconds: -300 }] },
  {
    name: 'a job that the API has never known',
    stories: [{ ...quiet, job: { ...quiet.job, story: 'unknown-job' } }],
  },
  {
    name: 'a job that does not end',
    stories: [
      { ...quiet, job: { ...quiet.job, story: 'never-ends', durationSeconds: Number.POSITIVE_INFINITY } },
    ],
  },
  { name: 'the same request twice at once', stories: [askedAgain(0)] },
  { name: 'the same request while it is watched', stories: [askedAgain(300)] },
  { name: 'the same request when the watch has ended', stories: [askedAgain(7_200)] },
  ...(['startWatches', 'startExecution'] as const).flatMap((step) =>
    stepFaults.map((fault) => ({
      name: `${step === 'startWatches' ? 'start-watch' : 'start of watch-job'} ${fault} twice`,
      stories: [{ ...askedAgain(0), steps: [{ step, fault, fromCall: 0, times: 2 }] }],
    })),
  ),
  { name: 'the key-value store is down', stories: [{ ...quiet, store: 'down' }] },
];

export const destinationRows: MatrixRow[] = [...wayFaults, ...answerFaults].map((fault) => ({
  name: fault,
  stories: [60, Number.POSITIVE_INFINITY].map((forSeconds) => {
    const planned = [{ fault, fromSeconds: 0, forSeconds, every: 1 }];
    return { ...ended, destinations: { slack: planned, webhook: planned } };
  }),
}));

/** More than any machine tries, but for the dead-letter queue, behind which there is nothing. */
const always = 99;

const functionNames = {
  pollJob: 'poll-job',
  announce: 'start of send-notification',
  planNotification: 'plan-notification',
  deliverNotification: 'deliver-notification',
  saveDeadLetter: 'dead-letter queue',
} as const;

export const functionRows: MatrixRow[] = (
  ['pollJob', 'announce', 'planNotification', 'deliverNotification', 'saveDeadLetter'] as const
).flatMap((step) =>
  stepFaults.map((fault) => ({
    name: `${functionNames[step]} ${fault}`,
    stories: [2, always].map((times) => ({
      ...ended,
      steps: [{ step, fault, fromCall: 0, times }],
      destinations: {
        slack:
          step === 'saveDeadLetter'
            ? [
                {
                  fault: 'status-410' as const,
                  fromSeconds: 0,
                  forSeconds: Number.POSITIVE_INFINITY,
                  every: 1,
                },
              ]
            : [],
        webhook: [],
      },
    })),
  })),
);
