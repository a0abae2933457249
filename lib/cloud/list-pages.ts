import { textOf } from '../job/json-value.ts';
import type { PollProblem } from '../job/poll.ts';
import type { Page } from './failed-tasks-schemas.ts';

/** A page, or why there is none. */
export type PageAnswer = { kind: 'page'; page: Page } | { kind: 'problem'; problem: PollProblem };

/**
 * The entries of a list, each once, as far as they could be had; `why` and perhaps `problem` say what is
 * lacking.
 */
export interface Listed {
  entries: Record<string, unknown>[];
  why?: string;
  problem?: PollProblem;
}

/**
 * The API gives up to 1,000 at a time; so many fit into an answer of a mebibyte, however long their reasons
 * are.
 */
const pageSize = 200;
/** More failures than anybody leaves lying; keeps a list without an end from being read for ever. */
const mostPages = 25;
/** The same, for a list that is given in larger pages than were asked for. */
const mostEntries = mostPages * pageSize;

/**
 * Reads a list page by page to its end. What the API says of its length is not relied on: the list ends with
 * a page that is not full or has nothing new, and where it claims more than it gave, it is not complete.
 */
export async function listPages(askPage: (query: string) => Promise<PageAnswer>): Promise<Listed> {
  const found = new Map<string, Record<string, unknown>>();
  const listed = (lacking: Omit<Listed, 'entries'> = {}) => ({ entries: [...found.values()], ...lacking });
  let offset = 0;
  for (let pages = 0; pages < mostPages && offset < mostEntries; pages += 1) {
    const asked = await askPage(`limit=${pageSize}&offset=${offset}`);
    if (asked.kind === 'problem') return listed({ why: asked.problem.message, problem: asked.problem });
    const known = found.size;
    const { entries } = asked.page;
    for (const entry of entries.slice(0, mostEntries - offset)) found.set(idOf(entry), entry);
    offset += entries.length;
    const end = endOf(asked.page, { known, found: found.size, read: offset });
    if (end !== undefined) return listed(end);
  }
  return listed({ why: `The list goes on after ${offset} entries, where reading it was given up.` });
}

const idOf = (entry: Record<string, unknown>): string => textOf(entry['job_id'] ?? entry['id']) ?? '';

/**
 * What lacks at the end of a list; undefined where it goes on. A job may stand in a list twice, but a page
 * that is given twice gives nothing the second time. An empty page is the last one, whatever it says of
 * others.
 */
function endOf(
  { entries, count = 0 }: Page,
  { known, found, read }: { known: number; found: number; read: number },
): { why?: string } | undefined {
  const isRepeated = entries.length > 0 && found === known;
  const goesOn = entries.length >= pageSize || (entries.length > 0 && count > read);
  if ((goesOn && !isRepeated) || read > mostEntries) return undefined;
  const given = isRepeated ? known : read;
  return count > given ? { why: `The list claims ${count} entries and gives ${given}.` } : {};
}
