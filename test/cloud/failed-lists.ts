import type { Answer, Asked } from './pretend-cloud.ts';

/** Makes the first entry of the example in the API document. */
export const anEntry = (overrides: Record<string, unknown> = {}) => ({
  job_status: 'FAIL',
  resource_id: '17984002-ad8a-438b-8ba6-b850224634c5',
  resource_name: 'Protected-Instance-ab14',
  resource_type: 'protectedInstance',
  failure_status: 'createFail',
  job_id: 'ff808082686f229a0168707beaab014e',
  job_type: 'createProtectedInstance',
  begin_time: '2019-01-21T12:56:35.754Z',
  error_code: 'EVS.2024',
  fail_reason: 'SdrsGenerateNativeServerParamsTask-fail:volume is error!',
  ...overrides,
});
/** Makes this number of entries with different ids. */
export const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    anEntry({ job_id: `job-${String(from + index).padStart(6, '0')}` }),
  );

/** The content of the two lists. */
export interface Lists {
  /** By protection group. Failures of the group level have the key ''. */
  failures?: Record<string, unknown[]>;
  groups?: string[];
}

/** Answers requests for both lists as the API document says. */
export function answerLists({ failures = {}, groups = [] }: Lists, { path }: Asked): Answer {
  const { pathname, searchParams: query } = new URL(path, 'http://cloud.invalid');
  const offset = Number(query.get('offset'));
  const [name, all] = pathname.endsWith('/server-groups')
    ? ['server_groups', groups.map((id) => ({ id }))]
    : ['failure_jobs', failures[query.get('server_group_id') ?? ''] ?? []];
  const page = all.slice(offset, offset + Number(query.get('limit')));
  return { status: 200, body: { count: all.length, [name]: page } };
}
