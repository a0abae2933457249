import { describe, expect, it } from 'vitest';
import { violations } from './invariants.ts';
import { quiet } from './matrix-stories.ts';
import { runStory } from './run-story.ts';
import type { Story } from './story.ts';

const always = { fromSeconds: 0, forSeconds: Number.POSITIVE_INFINITY, every: 1 };
const huge: Story = { ...quiet, cloud: [{ ...always, fault: 'huge-job' }] };

describe('a job of three hundred sub-jobs, watched with the longest labels', () => {
  it('is announced with as much of it as fits', async () => {
    const observed = await runStory(huge);
    expect(violations(observed, huge)).toEqual([]);
    const [notification] = observed.events.flatMap((event) =>
      event.event === 'notification' ? [event.notification] : [],
    );
    expect(notification?.job.sub_jobs_omitted).toBeGreaterThan(200);
    expect(observed.stateBytes.get('PollJob')).toBeGreaterThan(9_000);
  });

  it('passes the states of both machines without a loss: the chat has no fallback but the webhook, which is notified anyway', async () => {
    const story: Story = {
      ...huge,
      chat: 'fallback',
      destinations: { slack: [{ ...always, fault: 'status-500' }], webhook: [] },
    };
    const observed = await runStory(story);
    expect(violations(observed, story)).toEqual([]);
    expect([...observed.stateBytes.keys()].sort()).toEqual([
      'Announce',
      'BeginWatch',
      'Decide',
      'Deliver',
      'DeliverToEach',
      'Delivered',
      'EndWatch',
      'GoOnOrEnd',
      'HasFallback',
      'IsAllKept',
      'IsAnybodyToNotify',
      'IsDeferred',
      'Judge',
      'KeepUndelivered',
      'NotificationTaken',
      'PlanDeliveries',
      'PollJob',
      'Undelivered',
      'WaitForNextPoll',
      'WaitToTryAgain',
      'WatchEndedOtherwise',
    ]);
  });
});
