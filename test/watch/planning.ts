import { expect } from 'vitest';
import type { Notice } from '../../lib/notice/notice.ts';
import { noticeId } from '../../lib/notice/notice-id.ts';
import { Route } from '../../lib/notice/route.ts';
import { type Holder, makeHolder } from '../../lib/watch/holder.ts';
import { planNotice } from '../../lib/watch/plan-notice.ts';
import type { Records } from '../../lib/watch/records.ts';
import { PlanOutput } from '../../lib/workflow/contracts.ts';
import { aFailureNotice } from '../support/notices.ts';
import { strictRecords } from '../support/records.ts';

/** In the quiet hours of these tests. */
export const evening = Date.parse('2026-03-01T21:30:00.000Z');
const destinations = [
  { id: 'dr-team', readers: 'people' as const, pages: false },
  { id: 'tickets', readers: 'machines' as const, pages: false },
  { id: 'managers', readers: 'people' as const, pages: false },
];

/** Plans with a memory of its own. */
export function planner(
  routes: object[],
  how: { records?: Records; at?: number; holder?: Holder; lasting?: boolean } = {},
) {
  const { records, at = evening, holder = makeHolder('test'), lasting = false } = how;
  const troubles: unknown[] = [];
  const ports = {
    routes: routes.map((route) => Route.parse(route)),
    destinations,
    records: records ?? strictRecords(() => at),
    holder,
    lasting,
    onTrouble: (error: unknown) => troubles.push(error),
    now: () => at,
  };
  const plan = async (notice: Notice) => {
    const planned = await planNotice({ notice }, ports);
    expect(PlanOutput.parse(planned)).toStrictEqual(planned);
    return planned;
  };
  return { plan, troubles };
}

/** Another notice that says the same of another job. */
export const another = (number: number, notice = aFailureNotice()): Notice => ({
  ...notice,
  id: noticeId(`watch ${number}`, 'end'),
  job: { ...notice.job, job_id: `another-job-${number}` },
});
