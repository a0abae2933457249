import { describe, it } from 'vitest';
import { theStack } from '../stack.ts';

const chat = '/services/T00000000/B00000000/chat';

describe('a receiver that answers 503', () => {
  it('twice gets the notification at the third attempt, the same each time', async ({ expect }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code');
    stack.hosts.answer({ path: '/busy', status: 503, times: 2, having: job.job_id });
    await stack.request(job, { labels: { case: 'busy' } });
    const events = await stack.notified(job, { path: '/busy', count: 3 });
    const attempts = stack.received(job, '/busy');
    expect(attempts.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(new Set(attempts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    await stack.ended(job);
    expect(stack.received(job, '/busy')).toHaveLength(3);
    expect(stack.received(job, '/everything')).toHaveLength(1);
  });

  it('with Retry-After is left alone as long as it says', async ({ expect }) => {
    const stack = await theStack();
    const job = stack.addJob('succeeds');
    const headers = { 'retry-after': '600' };
    stack.hosts.answer({ path: '/busy', status: 503, headers, times: 1, having: job.job_id });
    await stack.request(job, { labels: { case: 'busy' } });
    await stack.notified(job, { path: '/busy', count: 2 });
    const [first, second] = stack.received(job, '/busy');
    expect(Number(second?.atMs) - Number(first?.atMs)).toBeGreaterThanOrEqual(600_000);
  });

  it('for half an hour is given up by a chat: dead letter, and the fallback is notified', async ({
    expect,
  }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code');
    stack.hosts.answer({ path: chat, status: 503, having: job.job_id });
    await stack.request(job, { labels: { case: 'fallback' } });
    const [event] = await stack.notified(job, { path: '/stand-in' });
    expect(event).toMatchObject({ type: 'sdrs.job.failed', data: { job: { job_id: job.job_id } } });
    const attempts = stack.received(job, chat);
    // How many attempts fit into half an hour depends on the machine, because its clock runs faster here.
    expect(attempts.length).toBeGreaterThan(1);
    const [deadLetter] = await stack.queue('NotificationDeadLetterQueue').take(job.job_id);
    expect(JSON.parse(deadLetter?.Body ?? '')).toMatchObject({
      notification: { job: { job_id: job.job_id } },
      attempt: {
        delivery: { destination: 'chat', attempts: attempts.length },
        result: { kind: 'refused', why: expect.stringMatching(/^gave up after \d attempts: .* 503/) },
      },
    });
  });
});

describe('a fallback', () => {
  it('is notified at once where the destination refuses, and not where it takes', async ({ expect }) => {
    const stack = await theStack();
    const [refused, taken] = [stack.addJob('succeeds'), stack.addJob('succeeds')];
    stack.hosts.answer({ path: chat, status: 403, body: 'invalid_token', having: refused.job_id });
    await Promise.all([refused, taken].map((job) => stack.request(job, { labels: { case: 'fallback' } })));
    await stack.notified(refused, { path: '/stand-in' });
    await Promise.all([stack.ended(refused), stack.ended(taken)]);
    expect(stack.received(refused, chat)).toHaveLength(1);
    expect(stack.received(taken, chat)).toHaveLength(1);
    expect(stack.received(taken, '/stand-in')).toEqual([]);
    const [deadLetter] = await stack.queue('NotificationDeadLetterQueue').take(refused.job_id);
    expect(JSON.parse(deadLetter?.Body ?? '')).toMatchObject({
      attempt: { delivery: { destination: 'chat' } },
    });
  });
});

describe('a receiver that answers 410', () => {
  it('is not asked again: what it would have got are dead letters', async ({ expect }) => {
    const stack = await theStack();
    stack.hosts.answer({ path: '/removed', status: 410 });
    const [first, second] = [stack.addJob('succeeds'), stack.addJob('succeeds')];
    for (const job of [first, second]) {
      await stack.request(job, { labels: { case: 'removed' } });
      await stack.notified(job);
      await stack.ended(job);
      const [deadLetter] = await stack.queue('NotificationDeadLetterQueue').take(job.job_id);
      expect(JSON.parse(deadLetter?.Body ?? '')).toMatchObject({
        attempt: { delivery: { destination: 'removed' }, result: { kind: 'gone' } },
      });
    }
    expect(stack.received(first, '/removed')).toHaveLength(1);
    expect(stack.received(second, '/removed')).toEqual([]);
  });
});
