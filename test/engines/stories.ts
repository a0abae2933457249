import { noticeId } from '../../lib/notice/notice-id.ts';
import { aNotice } from '../support/notices.ts';
import { aRequest } from '../support/watches.ts';

/** What a function answers at one call: something, what it throws, or an error of Lambda itself. */
export type Answer = { Payload: unknown } | { error: string } | { service: string };

/** A course of one machine: what its functions answer, one call after the other, the last answer again and again. */
export interface EngineStory {
  what: string;
  machine: 'watch-job' | 'send-notice';
  functions: Partial<Record<'LookAtJob' | 'ReportLostWatch' | 'PlanNotice' | 'DeliverNotice', Answer[]>>;
  /** Notices cannot be announced: there is no such machine. */
  withoutSendNotice?: true;
}

const progress = { looks: 1 };
const notice = (what: string) => aNotice({ id: noticeId('sdrs-1', what) });
const waits = (more: object = {}): Answer => ({
  Payload: { decision: { kind: 'wait', seconds: 300 }, progress, ...more },
});
const ends = (outcome: string, more: object = {}): Answer => ({
  Payload: { decision: { kind: 'end', outcome, ...more }, progress, notice: notice('end') },
});
const fails = ends('failed', { error: 'SDRS.1030', cause: 'Failed to perform the failover' });

const planned = (...deliveries: object[]): Answer => ({ Payload: { deliveries } });
const delivery = { destination: 'ops', attempts: 0 };
const attempted = (kind: string, more: object = {}): Answer => ({
  Payload: { delivery: { ...delivery, attempts: 1, ...more }, result: { kind, seconds: 60, why: 'busy' } },
});
const nobody = { PlanNotice: [planned()] };

/** Every state of both machines is entered by one of them. */
export const engineStories: EngineStory[] = [
  watch('a job that succeeds', [waits(), waits(), ends('succeeded')]),
  watch('a job that fails', [waits(), fails]),
  watch('progress that is told', [waits({ notice: notice('progress') }), ends('succeeded')]),
  watch('an end that was told before', [
    waits({ notice: { ...notice('end'), time: '2026-11-24T08:00:01.000Z' } }),
    fails,
  ]),
  watch('Lambda that is busy', [{ service: 'TooManyRequestsException' }, waits(), ends('succeeded')]),
  watch('a look that throws now and then', [waits(), { error: 'TypeError' }, fails]),
  {
    ...watch('a look that always throws', [{ error: 'TypeError' }]),
    functions: { ...nobody, LookAtJob: [{ error: 'TypeError' }], ReportLostWatch: [{ Payload: {} }] },
  },
  {
    ...watch('a look that takes no such request, and a report that throws too', []),
    functions: { ...nobody, LookAtJob: [{ error: 'WrongInput' }], ReportLostWatch: [{ error: 'Oops' }] },
  },
  { ...watch('an end that cannot be announced', [waits(), fails]), withoutSendNotice: true },
  send('nobody to tell', { PlanNotice: [planned()] }),
  send('a notice that is delivered at once', { DeliverNotice: [attempted('delivered')] }),
  send('a channel that is busy twice', {
    DeliverNotice: [attempted('wait'), attempted('wait'), attempted('delivered')],
  }),
  send('a channel that refuses', { DeliverNotice: [attempted('refused')] }),
  send('a fallback', {
    PlanNotice: [planned({ ...delivery, fallback: { destination: 'other', attempts: 0 } })],
    DeliverNotice: [
      attempted('gone', { fallback: { destination: 'other', attempts: 0 } }),
      attempted('delivered'),
    ],
  }),
  send('quiet hours', {
    PlanNotice: [planned({ ...delivery, hold_seconds: 3_600 })],
    DeliverNotice: [attempted('delivered')],
  }),
  send('a delivery that always throws', { DeliverNotice: [{ error: 'TypeError' }] }),
  send('a plan that always throws', { PlanNotice: [{ error: 'TypeError' }] }),
];

function watch(what: string, looks: Answer[]): EngineStory {
  return { what, machine: 'watch-job', functions: { ...nobody, LookAtJob: looks } };
}

function send(what: string, functions: EngineStory['functions']): EngineStory {
  return { what, machine: 'send-notice', functions: { PlanNotice: [planned(delivery)], ...functions } };
}

/** What the machine of a story is started with. */
export const inputOf = ({ machine }: EngineStory): unknown =>
  machine === 'watch-job' ? aRequest() : { notice: notice('end') };
