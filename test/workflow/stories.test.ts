import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/notice/notice.ts';
import { maxTurns } from '../../lib/polling/presets.ts';
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { historyEvents, mostHistoryEvents } from '../support/history-events.ts';
import { type Play, type Played, playStory } from '../support/play-story.ts';

/** The last states of every watch that ends by its own decision. */
const ending = 'LookAtJob Decide Announce GoOnOrEnd EndWatch';
const succeeded = `${ending} JobSucceeded`;
const otherwise = `${ending} WatchEndedOtherwise`;
const turns = (count: number) => `(LookAtJob Decide WaitForNextLook)×${count}`;

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
    history: `BeginWatch ${turns(4)} LookAtJob Decide Announce GoOnOrEnd WaitForNextLook ${turns(10)} ${succeeded}`,
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

const endNotices = ({ notices }: Played) => notices.filter(({ outcome }) => outcome !== undefined);

const lastProgress = (events: Played['events']) =>
  events.findLast((event) => event.event === 'look')?.looked.progress;

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
    const [end, ...more] = endNotices(played);
    expect(more).toEqual([]);
    expect(end?.outcome).toBe(play.ends);
    expect(played.letters).toEqual([]);
    const told = played.received.filter(({ channel }) => channel === 'webhook');
    expect(told.map(({ headers }) => headers['webhook-id'])).toEqual(played.notices.map(({ id }) => id));
    expect(told.every(({ verified }) => verified)).toBe(true);
    expect(played.received.filter(({ channel }) => channel === 'slack')).toHaveLength(played.notices.length);
  });

  it('tells progress only where there is some worth telling', () => {
    const types = played.notices.map(({ type }) => type);
    expect(types.slice(0, -1)).toEqual(play.tells ?? []);
  });

  it('asks the cloud once in each look, and once more after a token was renewed', () => {
    const looks = played.events.filter(({ event }) => event === 'look').length;
    const renewed = play.story === 'expires-token' && play.credentials === 'password' ? 1 : 0;
    expect(played.requests).toBe(looks + renewed);
  });
});

describe('a failed job', () => {
  it('reaches people with its code, letter for letter, its root cause and what to do', async () => {
    const played = await playStory({ story: 'fails-in-sub-job' });
    const [end] = endNotices(played);
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
    expect(played.notices.map(({ type }) => type)).toEqual(['sdrs.watch.cannot_ask', 'sdrs.job.succeeded']);
    expect(played.notices[0]?.problem).toMatchObject({ kind: 'server', status: 502 });
  });

  it('that lasts to the deadline ends unreachable', async () => {
    const played = await playStory({
      story: 'outage',
      job: { troubleSeconds: Number.POSITIVE_INFINITY },
      request: { deadline: '30m' },
    });
    expect(played.outcome).toBe('unreachable');
    expect(endNotices(played)[0]?.reason).toMatch(
      /^The deadline passed while the API did not tell how the job is\./,
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
    const looks = played.events.flatMap((event) => (event.event === 'look' ? [event.looked.progress] : []));
    expect(played.outcome).toBe('timed_out');
    expect(looks.length).toBeGreaterThan(1_400);
    expect(looks.length).toBeLessThanOrEqual(1_500);
    const { deadline_at, looks: count } = looks.at(-1) ?? { deadline_at: '', looks: 0 };
    expect(count).toBe(looks.length);
    const lateMs = Date.parse(endNotices(played)[0]?.time ?? '') - Date.parse(deadline_at);
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
        faultAt: (elapsed) =>
          elapsed % daySeconds < 7_200
            ? { fault: 'status-503', sinceSeconds: elapsed - (elapsed % daySeconds) }
            : undefined,
      },
      steps: (real) => ({
        lookAtJob: async (input) => {
          calls += 1;
          left -= 1;
          if (left >= 0) throw new TypeError('the function died');
          made += 1;
          left = perTurn[made % perTurn.length] ?? 0;
          return real.lookAtJob(input);
        },
      }),
    });
    expect(played.outcome).toBe('timed_out');
    expect(played.notices.filter(({ type }) => type === 'sdrs.watch.cannot_ask')).toHaveLength(20);
    expect(made).toBeGreaterThan(0.98 * maxTurns);
    expect(made).toBeLessThanOrEqual(maxTurns);
    const retries = calls - made;
    expect(retries / made).toBeCloseTo(2.5, 2);
    expect(historyEvents(watchJob, played.entered, retries)).toBeLessThan(mostHistoryEvents);
    // As the pages say: 9 events a turn, 3 a retry, 7 a progress notification; the first state, the end and its announcement.
    expect(historyEvents(watchJob, played.entered, retries)).toBe(9 * made + 3 * retries + 7 * 20 + 12);
  }, 120_000);
});
