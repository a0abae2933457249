import { expect } from 'vitest';
import { foundByClients } from './found-by-clients.ts';

/** What a reader finds in a line without its block mark. */
interface Found {
  addresses: string[];
  bold: string[];
  code: string[];
  /** Marks and tags that are left when all of the above has been taken away. */
  strays: string[];
  /** The text that is left, in which clients look for links by themselves. */
  plain: string;
}

const escaped = '\uE000';

/**
 * A reader that knows CommonMark's backslashes, entities and code (spec.commonmark.org, 2.4, 2.5 and 6.1).
 */
function readCarefully(line: string, knowsCode: boolean): Found {
  const found = { addresses: [] as string[], bold: [] as string[], code: [] as string[] };
  const keep = (list: string[]) => (_all: string, text: string) => {
    list.push(text);
    return ' ';
  };
  const plain = line
    .replace(knowsCode ? /(?<![\\`])`([^`]+)`(?!`)/g : /(?!)/g, keep(found.code))
    .replace(/\\[!-/:-@[-`{-~]/g, escaped)
    .replace(/\[[^[\]]*\]\(([^()\s]*)\)/g, keep(found.addresses))
    .replace(/\*\*([^*]+)\*\*/g, keep(found.bold))
    .replace(/&(?:amp|lt|gt);/g, escaped);
  return { ...found, strays: plain.match(/[*_~`<>&\\|[\]]/g) ?? [], plain };
}

/**
 * A reader that goes through the whole text with search and replace and knows nothing of backslashes and
 * code.
 */
const readCarelessly = (text: string) => ({
  addresses: [...text.matchAll(/\[[^\n]*?\]\(([^\n]*?)\)/g)].map(([, address]) => address),
  tags: text.match(/<[/!@]?[a-z]/gi) ?? [],
});

/** How a line of ours may begin; what follows is text. */
const blockPrefix =
  /^(?:### (?:✅|⚠️|❌|▶️|⏳|🔔) |- (?=\*\*)|(?=\*\*Reason:)|(?=\[)|(?![#>+*=|~-]|```|\d+[.)]\s|\s))/;

/**
 * Asserts that neither reader finds a link but ours, a format but ours, a tag, or a name or address in plain
 * text.
 */
export function expectHarmlessMarkdown(
  text: string,
  { code, address }: { code: boolean; address: string },
): void {
  const lines = text.split('\n').filter((line) => line !== '');
  const read = lines.map((line) => {
    expect(line).toMatch(blockPrefix);
    return readCarefully(line.replace(blockPrefix, ''), code);
  });
  expect(read.flatMap(({ strays }) => strays)).toEqual([]);
  expect(read.flatMap(({ addresses }) => addresses)).toEqual([address]);
  for (const label of read.flatMap(({ bold }) => bold)) expect(label).toMatch(/^[A-Z][A-Za-z' ]+:$/);
  expect(read.flatMap(({ plain }) => foundByClients(plain))).toEqual([]);
  expect(readCarelessly(text)).toEqual({ addresses: [address], tags: [] });
  expect(text).not.toMatch(/[\p{Cs}\p{Bidi_Control}]/u);
}
