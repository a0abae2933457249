import { createHash } from 'node:crypto';
import { meaningOf, type Notice } from '../../../lib/notice/notice.ts';
import { noticeId } from '../../../lib/notice/notice-id.ts';
import { aFailureNotice, aNotice } from '../../support/notices.ts';
import type { Telling } from './telling.ts';

/** The notices of a telling, in the order in which they are announced. */
export const noticesOf = ({ notices, seed, startMs }: Telling): Notice[] =>
  notices.map(({ atSeconds, watch, type, errorCode }) => {
    const jobId = createHash('sha256').update(`telling ${seed} ${watch}`).digest('hex').slice(0, 32);
    const watchId = `sdrs-${jobId}-0f1e2d3c4b5a6978`;
    const time = new Date(startMs + atSeconds * 1_000).toISOString();
    const hasFailed = type === 'sdrs.job.failed';
    const { outcome: _own, ...base } = hasFailed ? aFailureNotice() : aNotice();
    return {
      ...base,
      ...{ id: noticeId(watchId, type), type, time, ...meaningOf[type] },
      job: { ...base.job, job_id: jobId, ...(hasFailed && { error_code: errorCode }) },
      watch: { ...base.watch, id: watchId },
    };
  });

/** One route with everything in it. */
export const routesOf = ({ notices, route: { quiet, oncePer, fallback } }: Telling): object[] => [
  {
    when: { type: [...new Set(notices.map(({ type }) => type))] },
    to: ['team', 'hook'],
    ...(fallback && { fallback: 'reserve' }),
    ...(quiet !== undefined && { quiet }),
    ...(oncePer !== undefined && {
      once_per: { same: oncePer.same, within: `${oncePer.withinSeconds}s` },
    }),
  },
];
