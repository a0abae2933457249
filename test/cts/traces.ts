import { jobId } from '../support/watches.ts';

/** Makes the trace that CTS records for the request of an asynchronous operation. */
export const aTrace = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  trace_id: '11111111-2222-11f0-8000-000000000001',
  trace_name: 'stopProtectionGroup',
  trace_type: 'ApiCall',
  trace_rating: 'normal',
  service_type: 'SDRS',
  resource_type: 'protectionGroup',
  resource_name: 'pg-demo',
  resource_id: '00000000-0000-4000-8000-000000000010',
  api_version: 'v1',
  code: '200',
  source_ip: '192.0.2.7',
  request: '{"stop-server-group":{}}',
  response: `{"job_id":"${jobId}"}`,
  time: 1_772_366_400_000,
  record_time: 1_772_366_400_456,
  user: { id: 'u1', name: 'ops', domain: { id: 'd1', name: 'demo' } },
  ...overrides,
});

/** Makes the job of an outcome trace. */
export const anEndedJob = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  status: 'FAIL',
  job_id: jobId,
  job_type: 'stopProtectionGroupNoCG',
  begin_time: '2026-03-01T12:00:00.000Z',
  end_time: '2026-03-01T12:04:00.000Z',
  error_code: 'SDRS.1013',
  fail_reason: 'demo',
  entities: { server_group_id: '00000000-0000-4000-8000-000000000010' },
  ...overrides,
});

/** Makes the trace of an outcome, which follows minutes after the request. */
export const anOutcomeTrace = (job: unknown = anEndedJob()): Record<string, unknown> =>
  aTrace({
    trace_id: '11111111-2222-11f0-8000-000000000002',
    trace_type: 'SystemAction',
    trace_rating: 'warning',
    source_ip: '',
    request: '',
    response: job,
    code: undefined,
  });

/** Makes the trace of a group action whose job could not be submitted. */
export const aFailedActionTrace = (overrides: Record<string, unknown> = {}): Record<string, unknown> =>
  aTrace({
    trace_id: '11111111-2222-11f0-8000-000000000003',
    trace_name: 'protectionGroupAction',
    trace_rating: 'warning',
    code: 400,
    request: { 'failover-server-group': {} },
    response: { error: { code: 'SDRS.1013', message: 'No such\nprotection group.' } },
    ...overrides,
  });
