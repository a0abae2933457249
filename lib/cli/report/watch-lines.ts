import { untrustedLine } from '../../job/plain-text.ts';
import { humaneTime } from '../../message/humane-time.ts';
import type { WatchView } from '../../watch/watch-view.ts';

/** Returns a table with one watch per line; an empty text without watches. */
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

/** Returns the status of a watch, with the error code of its job if there is one. */
const statusOf = ({ status, error }: WatchView): string =>
  error === undefined ? status : `${status} (${oneLine(error)})`;

const subJobsOf = ({ progress }: WatchView): string | undefined =>
  progress?.sub_jobs && `${progress.sub_jobs.ended} of ${progress.sub_jobs.of}`;

/** Returns all facts about one watch, one per line. */
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

const pollsOf = ({ polls, errors_seen: failed }: NonNullable<WatchView['progress']>): string =>
  failed === 0 ? String(polls) : `${polls} (${failed} without an answer about the job)`;

/** Returns the current state of a watch on one line. */
export const watchSentence = (watch: WatchView): string => `${shownId(watch)}  ${oneLine(stateOf(watch))}`;

function stateOf(watch: WatchView): string {
  if (watch.status !== 'running') return [statusOf(watch), watch.cause].filter(Boolean).join(': ');
  const subJobs = subJobsOf(watch);
  const parts = [watch.job_status ?? 'not seen yet', subJobs && `${subJobs} sub-jobs ended`];
  return parts.filter(Boolean).join(' · ');
}

/** Returns the id of a watch as safe text: it comes from another machine. */
export const shownId = ({ id }: Pick<WatchView, 'id'>): string => oneLine(id);

const oneLine = (text: string): string => untrustedLine(text).slice(0, 500);
