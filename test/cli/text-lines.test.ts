import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLiveLines, makeTextLines } from '../../lib/cli/report/text-lines.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { aNotification } from '../support/notifications.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const esc = '\u001b';

const aPoll = (jobId: string, progress: Partial<Progress> = {}): LocalEvent => ({
  event: 'poll',
  jobId,
  polled: {
    decision: { kind: 'wait', seconds: 30 },
    progress: {
      started_at: '2026-11-24T08:00:00.000Z',
      deadline_at: '2026-11-25T08:00:00.000Z',
      polls: 1,
      errors_seen: 0,
      last_status: 'RUNNING',
      job_type: 'createProtectionGroupNoCG',
      notified: [],
      ...progress,
    },
  },
});
const trouble = (message: string): Partial<Progress> => ({
  trouble: { since: '2026-11-24T08:00:00.000Z', kind: 'network', in_a_row: 1, message },
});
const anEnd = (jobId: string): LocalEvent => ({
  event: 'end',
  jobId,
  outcome: 'succeeded',
  notification: aNotification(),
});

describe('plain lines', () => {
  const plain = (...events: LocalEvent[]): string => {
    const lines: string[] = [];
    const { on } = makeTextLines(
      (text) => lines.push(text),
      () => Date.parse('2026-11-24T08:00:05.678Z'),
    );
    events.forEach(on);
    return lines.join('');
  };

  it('have time, job, status, what the job does, its sub-jobs and the next poll', () => {
    expect(plain(aPoll('job-0001', { sub_jobs: { ended: 1, of: 2 } }))).toBe(
      '08:00:05Z  job-0001  RUNNING · Create protection group · 1 of 2 sub-jobs ended – polling again in 30 s\n',
    );
  });

  it('say what keeps a poll from seeing the job', () => {
    expect(plain(aPoll('job-0001', trouble('No connection.')))).toBe(
      '08:00:05Z  job-0001  cannot see the job: No connection. – polling again in 30 s\n',
    );
  });

  it.each([
    ['delivered', { kind: 'delivered' } as const, 'chat: delivered at attempt 2'],
    [
      'put off',
      { kind: 'wait', seconds: 90, why: 'busy' } as const,
      'chat: not yet (busy) – retrying in 1 min 30 s',
    ],
    ['gone', { kind: 'gone', why: 'archived' } as const, 'chat: gone (archived)'],
    ['refused', { kind: 'refused', why: 'too long' } as const, 'chat: not delivered (too long)'],
  ])('name job and destination of a notification that is %s', (_, result, sentence) => {
    const notification = aNotification();
    const delivery = { destination: 'chat', attempts: 2 };
    expect(plain({ event: 'delivery', notification, delivery, result })).toBe(
      `08:00:05Z  ${notification.job.job_id}  ${sentence}\n`,
    );
  });

  it('report what once_per suppresses', () => {
    const notification = aNotification();
    expect(plain({ event: 'suppressed', notification, destination: 'chat' })).toBe(
      `08:00:05Z  ${notification.job.job_id}  chat: suppressed (once_per: an equal notification was sent, or is being sent)\n`,
    );
  });

  it('say where a dead letter is kept', () => {
    const notification = aNotification();
    const deadLetters: LocalEvent[] = [
      { event: 'dead_letter', deadLetter: { notification }, where: 'saved in a file' },
      {
        event: 'dead_letter',
        deadLetter: { notification, attempt: { delivery: { destination: 'chat', attempts: 1 } } },
        where: 'saved in another',
      },
    ];
    expect(plain(...deadLetters)).toBe(
      `08:00:05Z  ${notification.job.job_id}  no destination: saved in a file\n` +
        `08:00:05Z  ${notification.job.job_id}  chat: saved in another\n`,
    );
  });

  it('show a notification as people see it, and say nothing more at the end', () => {
    const text = plain({ event: 'notification', notification: aNotification() }, anEnd('job-0001'));
    expect(text).toMatch(/^\n✅ Create protection group succeeded\n[\s\S]+\n\n$/);
  });

  it('hold no character of an answer that steers the terminal', () => {
    const text = plain(aPoll('job-0001', { last_status: `A${esc}[2J\nB`, job_type: `x\u009b31m` }));
    expect(text.replace(/\n$/, '')).not.toMatch(/\p{Cc}/u);
    expect(text).toContain('A[2J B');
  });
});

describe('live lines', () => {
  const columns = 60;
  let writes: string[];
  let on: (event: LocalEvent) => void;
  beforeEach(() => {
    writes = [];
    ({ on } = makeLiveLines((text) => writes.push(text), columns));
  });

  const erasing = new RegExp(`^${esc}\\[(\\d+)A${esc}\\[J`);
  /** What the screen shows in the end: each write erases the lines that it says, and adds its own. */
  const screen = (): string[] => {
    const lines: string[] = [];
    for (const write of writes) {
      const erased = Number(erasing.exec(write)?.[1] ?? 0);
      lines.splice(lines.length - erased, erased);
      lines.push(...write.replace(erasing, '').split('\n').slice(0, -1));
    }
    return lines;
  };

  it('show the last poll of each job, in the order in which the jobs came', () => {
    for (const event of [
      aPoll('job-0001', { last_status: 'INIT' }),
      aPoll('job-0002'),
      aPoll('job-0001'),
      aPoll('job-0001', { last_status: 'OTHER' }),
    ])
      on(event);
    expect(screen().map((line) => line.slice(0, 15))).toEqual(['job-0001  OTHER', 'job-0002  RUNNI']);
    expect(writes.slice(1).every((write) => erasing.test(write))).toBe(true);
    expect(writes[0]).not.toMatch(erasing);
  });

  it.each([
    ['long', 'x'.repeat(300)],
    ['in Chinese', '查询任务失败'.repeat(30)],
    ['with characters of two halves', '😀'.repeat(80)],
    ['with line breaks', 'one\ntwo\r\nthree'],
  ])('are never longer than the screen: a status %s', (_, text) => {
    on(aPoll('job-0001', { last_status: text }));
    const [line, ...others] = screen();
    expect(others).toEqual([]);
    const wide = line!.match(/\p{Script=Han}/gu)?.length ?? 0;
    expect(line!.length + wide).toBeLessThan(columns);
    expect(line).not.toMatch(/\p{Surrogate}/u);
  });

  it.each([8, 20, 200])('count the jobs beyond fifteen, within %i columns too', (width) => {
    ({ on } = makeLiveLines((text) => writes.push(text), width));
    for (let index = 1; index <= 40; index++) on(aPoll(`job-${index}`));
    const lines = screen();
    expect(lines).toHaveLength(16);
    expect(lines.every((line) => line.length < width)).toBe(true);
    expect('… and 25 more jobs').toContain(lines.at(-1)!.replace(/…$/, ''));
  });

  it('leave a notification above them, and take away the line of a job that has ended', () => {
    on(aPoll('job-0001'));
    on(aPoll('job-0002'));
    on({ event: 'notification', notification: aNotification() });
    on(anEnd('job-0001'));
    on(aPoll('job-0002', { last_status: 'LATER' }));
    const lines = screen();
    expect(lines.filter((line) => line.startsWith('job-'))).toEqual([
      expect.stringMatching(/^job-0002 {2}LATER/),
    ]);
    expect(lines.findIndex((line) => line.startsWith('✅'))).toBeGreaterThanOrEqual(0);
    expect(lines.at(-1)).toMatch(/^job-0002/);
  });

  it('end with nothing but what stays', () => {
    on(aPoll('job-0001'));
    on({ event: 'notification', notification: aNotification() });
    on(anEnd('job-0001'));
    expect(screen().some((line) => line.startsWith('job-0001'))).toBe(false);
    expect(screen().some((line) => line.startsWith('✅'))).toBe(true);
  });
});

describe('the text of a whole watch', () => {
  let clock: Clock;
  let cloud: SimulatedCloud;
  const sandbox = useSandbox();
  beforeEach(async () => {
    clock = makeSkippingClock();
    cloud = await startSimulatedCloud({ clock });
  });
  afterEach(() => cloud.close());

  it('is plain lines where the output is no screen', async () => {
    const jobId = cloud.addJob('fails-in-sub-job');
    const { out } = await sandbox.run(['watch', jobId, ...cloud.flags], { env: cloud.env, clock });
    expect(out).toMatch(
      /^08:00:00Z {2}[0-9a-f]{32} {2}INIT · Create protected instance – polling again in \d s\n/,
    );
    expect(out).toContain('\n❌ Create protected instance failed: SDRS.0406\n');
    expect(out).not.toContain(esc);
  });

  it('is live lines on a screen', async () => {
    const jobId = cloud.addJob('succeeds');
    const { writes } = await sandbox.run(['watch', jobId, ...cloud.flags], {
      env: cloud.env,
      clock,
      columns: 70,
    });
    const live = writes.filter((write) => write.includes('polling again') || write.includes('…'));
    expect(live.length).toBeGreaterThan(5);
    expect(live.slice(1).every((write) => write.startsWith(`${esc}[1A${esc}[J`))).toBe(true);
    expect(writes.join('')).toContain('✅ Create protection group succeeded');
  });
});
