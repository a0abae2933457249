import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { WrongConfiguration } from '../watch/errors.ts';
import { problemLine } from '../watch/parse-in-words.ts';
import { type Configuration, parseConfiguration } from './configuration.ts';

/** YAML aliases expand; this many are plenty for a person's file and too few for a bomb. */
const mostAliases = 100;
/** A thousand destinations fit; in longer files looking for keys that stand there twice takes seconds. */
const mostBytes = 131_072;
const mostProblems = 50;

/**
 * Reads a configuration. Throws WrongConfiguration with every problem at once, one a line, each with the file, the line and
 * the path. Secrets are references: a literal one is refused and not repeated.
 */
export function readConfiguration(text: string, fileName: string): Configuration {
  refuseTooLong(text, fileName);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const notYaml = yamlProblems(document).map(({ offset, words }) => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}: ${words}`;
  });
  // Without the parser's own errors as cause: they repeat what stands in the file, which may be a literal secret.
  if (notYaml.length > 0) throw new WrongConfiguration(listed(notYaml, fileName));
  const parsed = parseConfiguration(expanded(document, fileName));
  if (parsed.kind === 'right') return parsed.value;
  const problems = parsed.problems.map((problem) => {
    const line = lineOf(problem.path);
    return `${fileName}${line === undefined ? '' : `:${line}`}: ${problemLine(problem)}`;
  });
  throw new WrongConfiguration(listed(problems, fileName), { cause: parsed.cause });

  /** The line of the nearest part of the path that stands in the file. */
  function lineOf(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

function refuseTooLong(text: string, fileName: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes) return;
  const found = Math.ceil(bytes / 1_024);
  throw new WrongConfiguration(`${fileName}: expected at most ${mostBytes / 1_024} KiB, found ${found} KiB`);
}

/** The problems one a line, and how many there are beyond those that anybody reads. */
function listed(problems: readonly string[], fileName: string): string {
  const more = problems.length - mostProblems;
  return [
    ...problems.slice(0, mostProblems),
    ...(more > 0 ? [`${fileName}: … and ${more} more problems`] : []),
  ].join('\n');
}

interface YamlProblem {
  offset: number;
  words: string;
}

/**
 * What the parser found, without the pieces of the file that it repeats, and the aliases that stand for nothing. Aliases are
 * not resolved one by one: each would take a walk over the whole file.
 */
function yamlProblems(document: Document.Parsed): YamlProblem[] {
  const problems = document.errors.map(({ pos, message }) => ({
    offset: pos[0],
    words: `not YAML: ${withoutPieces(message)}`,
  }));
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias: (_, alias) => {
      if (anchors.has(alias.source)) return;
      problems.push({
        offset: alias.range?.[0] ?? 0,
        words:
          'an alias (*name) without an anchor (&name) before it; put a text that begins with "*" in quotes',
      });
    },
  });
  return problems;
}

/** Tags, versions and what follows a colon or a backslash stand in the file as they stand in the message. */
const withoutPieces = (message: string): string =>
  message.replace(/(?:: | \\).*$/s, '').replace(/!\S+|(?<=version ).*$/s, '…');

function expanded(document: Document.Parsed, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) ?? {};
  } catch (error) {
    throw new WrongConfiguration(
      `${fileName}: expected at most ${mostAliases} aliases when all are expanded, found more`,
      { cause: error },
    );
  }
}
