import { textOf } from '../job/json-value.ts';
import type { PollProblem } from '../job/poll.ts';
import type { Page } from './failed-tasks-schemas.ts';

/** A page, or the problem. */
export type PageAnswer = { kind: 'page'; page: Page } | { kind: 'problem'; problem: PollProblem };

/** The entries that could be read, each once. `why`, and sometimes `problem`, say what is missing. */
export interface Listed {
  entries: Record<string, unknown>[];
  why?: string;
  problem?: PollProblem;
}

/** The API allows 1,000. This many fit into an answer of 1 MiB even with long reasons. */
const pageSize = 200;
/** Bounds the reading of a list without an end. No real list is this long. */
const mostPages = 25;
/** The same bound for an API that returns larger pages than requested. */
const mostEntries = mostPages * pageSize;

/**
 * Reads a list page by page. It ends with a page that is not full or has nothing new. The API's count is not
 * trusted to end the list; a count above the entries read means that the list is incomplete.
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
  return listed({ why: `The list continues after ${offset} entries, where reading stopped.` });
}

const idOf = (entry: Record<string, unknown>): string => textOf(entry['job_id'] ?? entry['id']) ?? '';

/**
 * Returns what is missing at the end of a list, or undefined if the list continues. A page with nothing new
 * ends the list, and so does an empty page, whatever its count.
 */
function endOf(
  { entries, count = 0 }: Page,
  { known, found, read }: { known: number; found: number; read: number },
): { why?: string } | undefined {
  const isRepeated = entries.length > 0 && found === known;
  const goesOn = entries.length >= pageSize || (entries.length > 0 && count > read);
  if ((goesOn && !isRepeated) || read > mostEntries) return undefined;
  const given = isRepeated ? known : read;
  return count > given ? { why: `The list claims ${count} entries but has ${given}.` } : {};
}
