import type { Notice } from '../../lib/notice/notice.ts';
import { noticeId } from '../../lib/notice/notice-id.ts';
import { aNotice } from '../support/notices.ts';

/** What a function answers at one call: something, what it throws, or an error of Lambda itself. */
export type Answer = { Payload: unknown } | { error: string } | { service: string };

/** A course of one machine: what its functions answer, one call after the other, the last answer again and again. */
export interface EngineStory {
  what: string;
  machine: 'watch-job' | 'send-notice';
  functions: Partial<Record<'LookAtJob' | 'ReportLostWatch' | 'PlanNotice' | 'DeliverNotice', Answer[]>>;
  /** Notices cannot be announced: there is no such machine. */
  withoutSendNotice?: true;
  /** Nothing can be kept: there is no such queue. */
  withoutQueue?: true;
}

/** A notice of a story; each story has ids of its own. */
export const noticeOf = (what: string, told: string): Notice => aNotice({ id: noticeId(what, told) });

const progress = { looks: 1 };
const waits = (notice?: Notice): Answer => ({
  Payload: { decision: { kind: 'wait', seconds: 300 }, progress, ...(notice && { notice }) },
});
const ends = (decision: object, notice: Notice): Answer => ({
  Payload: { decision: { kind: 'end', ...decision }, progress, notice },
});
const success = { outcome: 'succeeded' };
const failure = { outcome: 'failed', error: 'SDRS.1030', cause: 'Failed to perform the failover' };

const planned = (...deliveries: object[]): Answer => ({ Payload: { deliveries } });
const delivery = { destination: 'ops', attempts: 0 };
const fallback = { destination: 'other', attempts: 0 };
const attempted = (kind: string, more: object = {}): Answer => ({
  Payload: { delivery: { ...delivery, attempts: 1, ...more }, result: { kind, seconds: 60, why: 'busy' } },
});
const breaks: Answer = { error: 'TypeError' };

/** Every state of both machines is entered by one of them. */
export const engineStories: EngineStory[] = [
  watch('a job that succeeds', ({ end }) => [waits(), waits(), ends(success, end)]),
  watch('a job that fails', ({ end }) => [waits(), ends(failure, end)]),
  watch('progress that is told', ({ news, end }) => [waits(news), ends(success, end)]),
  watch('an end that was told before', ({ end }) => [
    waits({ ...end, time: '2026-11-24T08:00:01.000Z' }),
    ends(failure, end),
  ]),
  watch('Lambda that is busy', ({ end }) => [
    { service: 'TooManyRequestsException' },
    waits(),
    ends(success, end),
  ]),
  watch('a look that throws now and then', ({ end }) => [waits(), breaks, ends(failure, end)]),
  watch('a look that always throws', () => [breaks], { ReportLostWatch: [{ Payload: {} }] }),
  watch('a look and a report that throw', () => [{ error: 'WrongInput' }], { ReportLostWatch: [breaks] }),
  {
    ...watch('an end that cannot be announced', ({ end }) => [waits(), ends(failure, end)]),
    withoutSendNotice: true,
  },
  send('nobody to tell', { PlanNotice: [planned()] }),
  send('a notice that is delivered at once', { DeliverNotice: [attempted('delivered')] }),
  send('a channel that is busy twice', {
    DeliverNotice: [attempted('wait'), attempted('wait'), attempted('delivered')],
  }),
  send('a channel that refuses', { DeliverNotice: [attempted('refused')] }),
  {
    ...send('a channel that refuses, and a queue that is not there', {
      DeliverNotice: [attempted('refused')],
    }),
    withoutQueue: true,
  },
  send('a fallback', {
    PlanNotice: [planned({ ...delivery, fallback })],
    DeliverNotice: [attempted('gone', { fallback }), attempted('delivered')],
  }),
  send('quiet hours', {
    PlanNotice: [planned({ ...delivery, hold_seconds: 3_600 })],
    DeliverNotice: [attempted('delivered')],
  }),
  send('a delivery that always throws', { DeliverNotice: [breaks] }),
  send('a plan that always throws', { PlanNotice: [breaks] }),
];

function watch(
  what: string,
  looks: (notices: { news: Notice; end: Notice }) => Answer[],
  functions: EngineStory['functions'] = {},
): EngineStory {
  const LookAtJob = looks({ news: noticeOf(what, 'news'), end: noticeOf(what, 'end') });
  return { what, machine: 'watch-job', functions: { PlanNotice: [planned()], LookAtJob, ...functions } };
}

function send(what: string, functions: EngineStory['functions']): EngineStory {
  return { what, machine: 'send-notice', functions: { PlanNotice: [planned(delivery)], ...functions } };
}
