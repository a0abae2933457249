import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../lib/cts/read-trace.ts';
import { placeOfTopic } from '../../lib/cts/topic-urn.ts';
import { Trace } from '../../lib/cts/trace.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { hostileText } from '../support/texts.ts';
import { jobId, projectId } from '../support/watches.ts';
import { topic } from './smn-messages.ts';
import { aFailedActionTrace, anEndedJob, anOutcomeTrace, aTrace } from './traces.ts';

const place = placeOfTopic(topic)!;
const read = (trace: unknown) => readTrace(Trace.parse(trace), place);
const request = { job_id: jobId, service: 'sdrs', region: 'eu-de', project_id: projectId };

/** The trace names of all asynchronous SDRS operations, from the documents of the clouds. */
const operations = [
  'createProtectionGroup',
  'deleteProtectionGroup',
  'startProtectionGroup',
  'reprotectProtectionGroup',
  'stopProtectionGroup',
  'failoverProtectionGroup',
  'reverseProtectionGroup',
  'createProtectedInstance',
  'deleteProtectedInstance',
  'attachReplicationPair',
  'detachReplicationPair',
  'addNic',
  'deleteNic',
  'resizeProtectedInstance',
  'createReplicationPair',
  'deleteReplicationPair',
  'expandReplicationPair',
  'createDrDrill',
  'deleteDrDrill',
];

describe('a trace starts a watch', () => {
  it.each(operations.flatMap((name) => [name, `${name}NoCG`, `${name}New`]))('of %s', (trace_name) => {
    const reading = read(aTrace({ trace_name }));
    expect(reading).toStrictEqual({ kind: 'watch', request });
  });

  it('with a valid watch request', () => {
    const reading = read(aTrace());
    expect(WatchRequest.parse(reading.kind === 'watch' && reading.request)).toStrictEqual(request);
  });

  it.each([
    ['SDRS', 'sdrs'],
    ['sdrs', 'sdrs'],
    ['BRS', 'sdrs'],
    [undefined, 'sdrs'],
    ['', 'sdrs'],
    ['ECS', 'ecs'],
    ['EVS', 'evs'],
    ['IMS', 'ims'],
    ['BMS', 'bms'],
    ['VPC', 'vpc'],
    ['EIP', 'vpc'],
    ['VBS', 'vbs'],
  ])('of the service %j at %s', (service_type, service) => {
    expect(read(aTrace({ service_type }))).toMatchObject({ kind: 'watch', request: { service } });
  });

  it.each(['RUNNING', 'INIT', 'PENDING_PAYMENT'])('if the job in it is %s', (status) => {
    expect(read(anOutcomeTrace(anEndedJob({ status })))).toStrictEqual({ kind: 'watch', request });
  });
});

describe('a trace reports the outcome of a job', () => {
  it('with the job and its explanation', () => {
    expect(read(anOutcomeTrace())).toMatchObject({
      kind: 'ended',
      request,
      job: {
        job_id: jobId,
        status: 'FAIL',
        label: 'Disable protection',
        error_code: 'SDRS.1013',
        fail_reason: 'demo',
        duration_seconds: 240,
        advice: { error_code: 'SDRS.1013' },
      },
    });
  });

  it('as JSON text, also of a success', () => {
    const job = anEndedJob({ status: 'SUCCESS', error_code: '', fail_reason: null });
    expect(read(anOutcomeTrace(JSON.stringify(job)))).toMatchObject({
      kind: 'ended',
      job: { status: 'SUCCESS' },
    });
  });
});

describe('a trace of a failed group action', () => {
  it.each(['protectionGroupAction', 'protectionGroupActionNoCG', 'ProtectionGroupAction'])(
    'is read with all its facts: %s',
    (trace_name) => {
      expect(read(aFailedActionTrace({ trace_name }))).toStrictEqual({
        kind: 'action_failed',
        facts: {
          id: expect.stringMatching(/^sdrs-action-[0-9a-f]{16}$/),
          trace_name,
          region: 'eu-de',
          project_id: projectId,
          action: 'failover-server-group',
          resource_id: '00000000-0000-4000-8000-000000000010',
          resource_name: 'pg-demo',
          code: '400',
          error_code: 'SDRS.1013',
          reason: 'No such protection group.',
          user: 'ops',
          time: '2026-03-01T12:00:00.000Z',
        },
      });
    },
  );

  it('is read with few facts', () => {
    expect(read({ trace_name: 'protectionGroupAction', response: 'Bad Gateway' })).toStrictEqual({
      kind: 'action_failed',
      facts: {
        id: expect.any(String),
        trace_name: 'protectionGroupAction',
        region: 'eu-de',
        project_id: projectId,
        reason: 'Bad Gateway',
      },
    });
  });

  const idOf = (overrides: Record<string, unknown>) => {
    const reading = read(aFailedActionTrace(overrides));
    return reading.kind === 'action_failed' ? reading.facts.id : undefined;
  };

  it('has one id for all its copies, and another id than other traces', () => {
    expect(idOf({ code: '500' })).toBe(idOf({}));
    expect(idOf({ trace_id: 'another' })).not.toBe(idOf({}));
    expect(idOf({ trace_id: '', time: 1 })).toBe(idOf({ trace_id: null, time: 1 }));
    expect(idOf({ trace_id: '', time: 1 })).not.toBe(idOf({ trace_id: '', time: 2 }));
  });

  it('starts a watch if it contains a job', () => {
    expect(read(aFailedActionTrace({ response: { job_id: jobId } }))).toMatchObject({ kind: 'watch' });
  });
});

describe('a trace is ignored', () => {
  it.each([
    ['other_service', { service_type: 'OBS' }],
    ['other_service', { service_type: 'constructor' }],
    ['other_service', { service_type: 'RDS', trace_name: 'protectionGroupAction', response: '' }],
    ['synchronous', { trace_name: 'updateProtectionGroup' }],
    ['read_only', { read_only: true }],
    ['read_only', { trace_name: 'showJob' }],
    ['read_only', { trace_name: 'listJobs' }],
    ['no_job', { response: '' }],
    ['no_job', { response: '', service_type: 'ECS', trace_name: 'protectionGroupAction' }],
    ['no_job', { response: '{}' }],
    ['no_job', { response: { job_id: null } }],
    ['no_job', { response: { error: { code: 'SDRS.0011', message: 'no' } }, code: '403' }],
    ['bad_job_id', { response: { job_id: '../../v1/x' } }],
    ['bad_job_id', { response: { job_id: 7 } }],
  ])('(%s): %j', (why, overrides) => {
    expect(read(aTrace(overrides))).toStrictEqual({ kind: 'ignored', why });
  });
});

it('reads every trace without an exception', () => {
  const anything = fc.oneof(fc.jsonValue(), hostileText(100), fc.double());
  const aJob = fc.record({
    job_id: fc.oneof(anything, fc.constant(jobId)),
    status: fc.constantFrom('FAIL', 'SUCCESS', '', 1),
    entities: anything,
    end_time: anything,
  });
  const trace = fc.record({
    trace_name: fc.oneof(
      hostileText(50).filter((text) => text.trim() !== ''),
      fc.constant('protectionGroupAction'),
    ),
    response: fc.oneof(anything, aJob),
    request: anything,
    user: anything,
    time: anything,
    code: anything,
    trace_id: anything,
  });
  fc.assert(
    fc.property(trace, (given) => {
      expect(['watch', 'ended', 'action_failed', 'ignored']).toContain(read(given).kind);
    }),
  );
});
