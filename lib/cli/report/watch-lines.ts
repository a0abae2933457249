import { untrustedLine } from '../../job/plain-text.ts';
import { humaneTime } from '../../message/humane-time.ts';
import type { WatchView } from '../../watch/watch-view.ts';

/** Watches as a table with one line each; nothing where there are none. */
export function watchTable(watches: readonly WatchView[]): string {
  if (watches.length === 0) return '';
  const rows = [['STARTED', 'STATUS', 'JOB', 'SUB-JOBS', 'WATCH'], ...watches.map(cellsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const cellsOf = (watch: WatchView): string[] => [
  oneLine(watch.started_at.slice(0, 19).replace('T', ' ')),
  statusOf(watch),
  oneLine(watch.job_status ?? '-'),
  subJobsOf(watch) ?? '-',
  shownId(watch),
];

/** How a watch is, with the error code of the job where there is one. */
const statusOf = ({ status, error }: WatchView): string =>
  error === undefined ? status : `${status} (${oneLine(error)})`;

const subJobsOf = ({ progress }: WatchView): string | undefined =>
  progress?.sub_jobs && `${progress.sub_jobs.ended} of ${progress.sub_jobs.of}`;

/** What is known of one watch, each fact on a line of its own. */
export function watchFacts(watch: WatchView): string {
  const { request, progress } = watch;
  const facts: [string, string | undefined][] = [
    ['Watch', watch.id],
    ['Status', statusOf(watch)],
    ['Reason', watch.cause],
    ['Job', request && `${request.job_id} of ${request.service.toUpperCase()}`],
    ['Project', request?.project_id],
    ['Job status', watch.job_status],
    ['Sub-jobs ended', subJobsOf(watch)],
    ['Began', humaneTime(watch.started_at)],
    ['Ended', watch.ended_at && humaneTime(watch.ended_at)],
    ['Polls', progress && pollsOf(progress)],
    ['Last seen', progress?.last_seen_at && humaneTime(progress.last_seen_at)],
    ...Object.entries(request?.labels ?? {}).map(([name, value]): [string, string] => [
      `Label ${name}`,
      value,
    ]),
  ];
  const known = facts.flatMap(([name, fact]) => (fact ? [[oneLine(name), oneLine(fact)] as const] : []));
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, fact]) => `${name.padEnd(width)}  ${fact}\n`).join('');
}

const pollsOf = ({ polls, errors_seen: blind }: NonNullable<WatchView['progress']>): string =>
  blind === 0 ? String(polls) : `${polls}, of which ${blind} did not see the job`;

/** How a watch is at this moment, on one line. */
export const watchSentence = (watch: WatchView): string => `${shownId(watch)}  ${oneLine(stateOf(watch))}`;

function stateOf(watch: WatchView): string {
  if (watch.status !== 'running') return [statusOf(watch), watch.cause].filter(Boolean).join(': ');
  const subJobs = subJobsOf(watch);
  const parts = [watch.job_status ?? 'not seen yet', subJobs && `${subJobs} sub-jobs ended`];
  return parts.filter(Boolean).join(' · ');
}

/** The id of a watch, which another machine may have made up. */
export const shownId = ({ id }: Pick<WatchView, 'id'>): string => oneLine(id);

const oneLine = (text: string): string => untrustedLine(text).slice(0, 500);
