import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Notification } from '../../lib/notification/notification.ts';
import { violations } from './invariants.ts';
import { cloudRows, destinationRows, functionRows, type MatrixRow, standingRows } from './matrix-stories.ts';
import { manyAtOnce } from './play-seeds.ts';
import { type Observed, runStory } from './run-story.ts';

const matrixPath = join(import.meta.dirname, '../../docs/reliability.md');
/** Everything from this line on is written by the stories. */
const boundary = '<!-- From here on written by: npm run stories -- --matrix -->';

interface Table {
  title: string;
  head: string[];
  rows: MatrixRow[];
  cells: (observed: Observed[]) => string[];
}

const tables: Table[] = [
  {
    title: 'Faults of the cloud',
    head: ['fault', 'a poll sees', 'for five minutes', 'to the deadline', 'people read then'],
    rows: cloudRows,
    cells: ([short, long]) => [problemOf(long), outcomeOf(short), outcomeOf(long), endOf(long)],
  },
  {
    title: 'Faults of a whole watch',
    head: ['fault', 'a poll sees', 'outcome', 'people read'],
    rows: standingRows,
    cells: ([observed]) => [problemOf(observed), outcomeOf(observed), endOf(observed)],
  },
  {
    title: 'Faults of a destination',
    head: ['fault', 'chat, a minute', 'chat, always', 'webhook, a minute', 'webhook, always'],
    rows: destinationRows,
    cells: (observed) => [
      ...observed.map((one) => deliveryOf(one, 'chat')),
      ...observed.map((one) => deliveryOf(one, 'hook')),
    ],
  },
  {
    title: 'Faults of the functions',
    head: ['fault', 'twice', '99 times'],
    rows: functionRows,
    cells: (observed) => observed.map((one) => `${outcomeOf(one)}; ${bothDeliveriesOf(one)}`),
  },
];

const allRows = tables.flatMap((table) => table.rows.map((row) => ({ table, row })));

/** The names of all rows, in their order. */
export const rowNames: string[] = allRows.map(({ row }) => row.name);

/**
 * Plays the stories of every row and writes the rows, the same at every run; with what they violated, each
 * beginning with the row's name.
 */
export async function playMatrix(): Promise<{ lines: string[]; violated: string[] }> {
  const played = await manyAtOnce(allRows, async ({ table, row }) => {
    const observed = await Promise.all(row.stories.map(runStory));
    const violated = row.stories.flatMap((story, index) => {
      const one = observed[index];
      return one === undefined ? [] : violations(one, story);
    });
    return {
      line: line([row.name, ...table.cells(observed)]),
      violated: violated.map((violation) => `${row.name}: ${violation}`),
    };
  });
  return {
    lines: played.map((row) => row.line),
    violated: played.flatMap((row) => row.violated),
  };
}

/** Throws where a row breaks a promise: that is nothing to write into a page. */
async function matrix(): Promise<string> {
  const { lines, violated } = await playMatrix();
  if (violated.length > 0) throw new Error(`broken promises:\n${violated.join('\n')}`);
  return tables
    .map(({ title, head, rows }) =>
      [`## ${title}`, '', line(head), line(head.map(() => '---')), ...lines.splice(0, rows.length), ''].join(
        '\n',
      ),
    )
    .join('\n');
}

/** Replaces the tables in the page; gives its path. */
export async function writeMatrix(): Promise<string> {
  const { text } = await readPage();
  await writeFile(matrixPath, `${text}${boundary}\n\n${await matrix()}`);
  return matrixPath;
}

/** The page in two parts: what people wrote, and the tables. */
export async function readPage(): Promise<{ text: string; tables: string }> {
  const [text = '', written = ''] = (await readFile(matrixPath, 'utf8')).split(`${boundary}\n\n`);
  return { text, tables: written };
}

/** The names of the rows that a page has. */
export const namesIn = (page: string): string[] =>
  [...page.matchAll(/^\| (.*?) \|/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'fault' && name !== '---');

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`;

/** Without what differs from run to run. */
const plain = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d+|no-such-name\.example/g, 'the host')
    .replaceAll(/\b[0-9a-f]{32}\b/g, 'JOB')
    .replaceAll('within 0.1 s', 'in time')
    .replaceAll('<', '&lt;');

const outcomeOf = (observed: Observed | undefined): string => [...new Set(observed?.outcomes)].join(', ');

function problemOf(observed: Observed | undefined): string {
  const kinds = observed?.events.flatMap((event) =>
    event.event === 'poll' && event.polled.progress.trouble !== undefined
      ? [event.polled.progress.trouble.kind]
      : [],
  );
  return [...new Set(kinds)].join(', ') || 'the job';
}

/** What the last notification says. */
function endOf(observed: Observed | undefined): string {
  const notification = observed?.events
    .flatMap((event) => (event.event === 'notification' ? [event.notification] : []))
    .at(-1);
  return notification === undefined ? 'nothing' : wordsOf(notification);
}

const wordsOf = ({ reason, job }: Notification): string =>
  reason ?? [job.error_code, job.fail_reason].filter((text) => text !== undefined).join(': ');

function deliveryOf({ events, deadLetters }: Observed, destination: string): string {
  const delivered = events.findLast(
    (event) =>
      event.event === 'delivery' &&
      event.delivery.destination === destination &&
      event.result.kind === 'delivered',
  );
  if (delivered?.event === 'delivery') return attemptsOf(delivered.delivery.attempts);
  const deadLetter = deadLetters.find(
    ({ attempt }) => attempt === undefined || attempt.delivery.destination === destination,
  );
  if (deadLetter === undefined) return 'nothing';
  const { result, caught = deadLetter.caught } = deadLetter.attempt ?? {};
  const why = result !== undefined && 'why' in result ? result.why : Caught.parse(caught).Error;
  return `dead letter: ${why}`;
}

function bothDeliveriesOf(observed: Observed): string {
  const [chat, hook] = ['chat', 'hook'].map((destination) => deliveryOf(observed, destination));
  return chat === hook ? `${chat}` : `chat: ${chat}; webhook: ${hook}`;
}

const Caught = z.object({ Error: z.string() });

const attemptsOf = (attempts: number): string =>
  attempts === 1 ? 'delivered' : `delivered at attempt ${attempts}`;
