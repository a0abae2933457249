import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/notification/notification.ts';
import { maxTurns } from '../../lib/polling/presets.ts';
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { spoilsJob } from '../simulator/job-faults.ts';
import { historyEvents, mostHistoryEvents } from '../support/history-events.ts';
import { type Play, type Played, playStory } from '../support/play-story.ts';

/** The last states of every watch that ends by its own decision. */
const ending = 'PollJob Decide Announce GoOnOrEnd EndWatch';
const succeeded = `${ending} JobSucceeded`;
const otherwise = `${ending} WatchEndedOtherwise`;
const turns = (count: number) => `(PollJob Decide WaitForNextPoll)×${count}`;

const plays: (Play & { ends: Outcome; tells?: string[]; history: string })[] = [
  { story: 'succeeds', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'succeeds-with-sub-jobs', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'fails-with-code', ends: 'failed', history: `BeginWatch ${turns(15)} ${otherwise}` },
  { story: 'fails-in-sub-job', ends: 'failed', history: `BeginWatch ${turns(15)} ${otherwise}` },
  {
    story: 'never-ends',
    request: { deadline: '2h' },
    ends: 'timed_out',
    history: `BeginWatch ${turns(66)} ${otherwise}`,
  },
  { story: 'throttles', ends: 'succeeded', history: `BeginWatch ${turns(12)} ${succeeded}` },
  { story: 'outage', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'bad-json', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'wrong-job', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'resets-connection', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'goes-back', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  { story: 'not-yet-visible', ends: 'succeeded', history: `BeginWatch ${turns(15)} ${succeeded}` },
  {
    story: 'unknown-status',
    ends: 'succeeded',
    tells: ['sdrs.job.unknown_status'],
    history: `BeginWatch ${turns(4)} PollJob Decide Announce GoOnOrEnd WaitForNextPoll ${turns(10)} ${succeeded}`,
  },
  { story: 'refuses', ends: 'unreachable', history: `BeginWatch ${otherwise}` },
  { story: 'denied', ends: 'unreachable', history: `BeginWatch ${turns(2)} ${otherwise}` },
  { story: 'unknown-job', ends: 'unreachable', history: `BeginWatch ${turns(18)} ${otherwise}` },
  { story: 'forgets-job', ends: 'unreachable', history: `BeginWatch ${turns(18)} ${otherwise}` },
  { story: 'expires-token', ends: 'unreachable', history: `BeginWatch ${turns(6)} ${otherwise}` },
  {
    story: 'expires-token',
    credentials: 'password',
    ends: 'succeeded',
    history: `BeginWatch ${turns(15)} ${succeeded}`,
  },
  {
    story: 'fails-with-code',
    credentials: 'access_key',
    ends: 'failed',
    history: `BeginWatch ${turns(15)} ${otherwise}`,
  },
];

const endNotifications = ({ notifications }: Played) =>
  notifications.filter(({ outcome }) => outcome !== undefined);

const lastProgress = (events: Played['events']) =>
  events.findLast((event) => event.event === 'poll')?.polled.progress;

/** What a watch may say about a job, by what becomes of the job in truth. */
const trueTo: Record<Outcome, (played: Played) => boolean> = {
  succeeded: ({ truth }) => truth.kind === 'ends' && truth.job.status === 'SUCCESS',
  failed: ({ truth }) => truth.kind === 'ends' && truth.job.status === 'FAIL',
  timed_out: ({ truth }) => truth.kind === 'never_ends',
  unreachable: ({ events }) => lastProgress(events)?.trouble !== undefined,
  lost: () => false,
};

describe.each(plays)('the story $story ($credentials)', (play) => {
  let played: Played;
  beforeAll(async () => {
    played = await playStory(play);
  });

  it(`ends ${play.ends}, true to the cloud`, () => {
    expect(played.outcome).toBe(play.ends);
    expect(trueTo[play.ends](played)).toBe(true);
  });

  it('goes through these states', () => {
    expect(played.history).toBe(play.history);
  });

  it('tells its end once, to every destination, and nothing is left over', () => {
    const [end, ...more] = endNotifications(played);
    expect(more).toEqual([]);
    expect(end?.outcome).toBe(play.ends);
    expect(played.deadLetters).toEqual([]);
    const notified = played.received.filter(({ channel }) => channel === 'webhook');
    expect(notified.map(({ headers }) => headers['webhook-id'])).toEqual(
      played.notifications.map(({ id }) => id),
    );
    expect(notified.every(({ verified }) => verified)).toBe(true);
    expect(played.received.filter(({ channel }) => channel === 'slack')).toHaveLength(
      played.notifications.length,
    );
  });

  it('tells progress only where there is some worth telling', () => {
    const types = played.notifications.map(({ type }) => type);
    expect(types.slice(0, -1)).toEqual(play.tells ?? []);
  });

  it('asks the cloud once in each poll, and once more after a token was renewed', () => {
    const polls = played.events.filter(({ event }) => event === 'poll').length;
    const renewed = play.story === 'expires-token' && play.credentials === 'password' ? 1 : 0;
    expect(played.requests).toBe(polls + renewed);
  });
});

describe('a failed job', () => {
  it('reaches people with its code, letter for letter, its root cause and what to do', async () => {
    const played = await playStory({ story: 'fails-in-sub-job' });
    const [end] = endNotifications(played);
    expect(end).toMatchObject({
      type: 'sdrs.job.failed',
      severity: 'error',
      job: {
        status: 'FAIL',
        error_code: 'SDRS.0406',
        root_cause: {
          error_code: 'EVS.2024',
          fail_reason: 'SdrsGenerateNativeServerParamsTask-fail:volume is error!',
        },
        advice: { error_code: 'SDRS.0406' },
      },
    });
    const chat = played.received.find(({ channel }) => channel === 'slack')?.body ?? '';
    for (const text of ['SDRS.0406', 'EVS.2024', 'volume is error!']) expect(chat).toContain(text);
  });
});

describe('an outage of more than ten minutes', () => {
  it('is told while it lasts, and the watch goes on to the end', async () => {
    const played = await playStory({
      story: 'outage',
      job: { durationSeconds: 1_800, troubleAfterSeconds: 60, troubleSeconds: 900 },
    });
    expect(played.notifications.map(({ type }) => type)).toEqual([
      'sdrs.watch.cannot_ask',
      'sdrs.job.succeeded',
    ]);
    expect(played.notifications[0]?.problem).toMatchObject({ kind: 'server', status: 502 });
  });

  it('that lasts to the deadline ends unreachable', async () => {
    const played = await playStory({
      story: 'outage',
      job: { troubleSeconds: Number.POSITIVE_INFINITY },
      request: { deadline: '30m' },
    });
    expect(played.outcome).toBe('unreachable');
    expect(endNotifications(played)[0]?.reason).toMatch(
      /^The deadline passed while the state of the job could not be read\./,
    );
  });
});

describe('the longest watch', () => {
  it('fits one execution: 30 days in at most 1,500 turns, the last one on the deadline', async () => {
    const played = await playStory({
      story: 'never-ends',
      credentials: 'access_key',
      request: { deadline: '30d', polling: 'prompt' },
    });
    const polls = played.events.flatMap((event) => (event.event === 'poll' ? [event.polled.progress] : []));
    expect(played.outcome).toBe('timed_out');
    expect(polls.length).toBeGreaterThan(1_400);
    expect(polls.length).toBeLessThanOrEqual(1_500);
    const { deadline_at, polls: count } = polls.at(-1) ?? { deadline_at: '', polls: 0 };
    expect(count).toBe(polls.length);
    const lateMs = Date.parse(endNotifications(played)[0]?.time ?? '') - Date.parse(deadline_at);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(1_000);
  }, 60_000);

  it('fits one execution also where every turn is retried, two and three times by turns, and it has the most to tell', async () => {
    const daySeconds = 86_400;
    const perTurn = [2, 3];
    let [made, calls, left] = [0, 0, 2];
    const played = await playStory({
      story: 'never-ends',
      credentials: 'access_key',
      request: { deadline: '30d', polling: 'prompt' },
      // Two hours each day in which the cloud cannot be asked, and each time people are told so.
      job: {
        spoil: spoilsJob((elapsed) =>
          elapsed % daySeconds < 7_200
            ? { fault: 'status-503', sinceSeconds: elapsed - (elapsed % daySeconds) }
            : undefined,
        ),
      },
      steps: (real) => ({
        pollJob: async (input) => {
          calls += 1;
          left -= 1;
          if (left >= 0) throw new TypeError('the function died');
          made += 1;
          left = perTurn[made % perTurn.length] ?? 0;
          return real.pollJob(input);
        },
      }),
    });
    expect(played.outcome).toBe('timed_out');
    expect(played.notifications.filter(({ type }) => type === 'sdrs.watch.cannot_ask')).toHaveLength(20);
    expect(made).toBeGreaterThan(0.98 * maxTurns);
    expect(made).toBeLessThanOrEqual(maxTurns);
    const retries = calls - made;
    expect(retries / made).toBeCloseTo(2.5, 2);
    expect(historyEvents(watchJob, played.entered, retries)).toBeLessThan(mostHistoryEvents);
    // As the pages say: 9 events a turn, 3 a retry, 7 a progress notification; the first state, the end and
    // its announcement.
    expect(historyEvents(watchJob, played.entered, retries)).toBe(9 * made + 3 * retries + 7 * 20 + 12);
  }, 120_000);
});
