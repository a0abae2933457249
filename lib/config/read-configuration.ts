import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { WrongConfiguration } from '../watch/errors.ts';
import { problemLine } from '../watch/validate-input.ts';
import { type Configuration, parseConfiguration } from './configuration.ts';

/** The most YAML aliases: enough for a file by hand, too few for an alias bomb. */
const mostAliases = 100;
/**
 * Without warnings, which repeat what stands in the file. Keys are compared here, each once: the parser
 * compares each with every other.
 */
const yamlOptions = { prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;
/** The most YAML errors in one message. Later ones usually follow from earlier ones. */
const maxYamlProblems = 100;

/**
 * Reads a configuration. Throws WrongConfiguration with every problem at once, one a line, each with the
 * file, the line and the path. Secrets are references: a literal one is refused and not repeated.
 */
export function readConfiguration(text: string, fileName: string): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, ...yamlOptions });
  const notYaml = yamlProblems(document)
    .slice(0, maxYamlProblems)
    .map(({ offset, words }) => {
      const { line, col } = lines.linePos(offset);
      return `${fileName}:${line}:${col}: ${words}`;
    });
  // Without the parser's own errors as cause: they repeat what stands in the file, which may be a literal
  // secret.
  if (notYaml.length > 0) throw new WrongConfiguration(notYaml.join('\n'));
  const parsed = parseConfiguration(expanded(document, fileName));
  if (parsed.kind === 'right') return parsed.value;
  const problems = parsed.problems.map((problem) => {
    const line = lineOf(problem.path);
    return `${fileName}${line === undefined ? '' : `:${line}`}: ${problemLine(problem)}`;
  });
  throw new WrongConfiguration(problems.join('\n'), { cause: parsed.cause });

  /** Returns the line of the longest part of the path that is in the file. */
  function lineOf(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

interface YamlProblem {
  offset: number;
  words: string;
}

/**
 * What the parser found, without the pieces of the file that it repeats, keys that are there twice, and
 * aliases that stand for nothing. Aliases are not resolved one by one: each would take a walk over the whole
 * file.
 */
function yamlProblems(document: Document.Parsed): YamlProblem[] {
  const problems = document.errors.map(({ pos, message }) => ({
    offset: pos[0],
    words: `not YAML: ${withoutPieces(message)}`,
  }));
  const anchors = new Set<string>();
  const note = (_: unknown, { anchor }: { anchor?: string }) => void (anchor && anchors.add(anchor));
  visit(document, {
    Scalar: note,
    Seq: note,
    Map: (_, map) => {
      note(_, map);
      const again = keysAgain(map.items.map(({ key }) => key));
      problems.push(...again.map((offset) => ({ offset, words: 'not YAML: Map keys must be unique' })));
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

/** Returns the offsets of repeated keys. */
function keysAgain(keys: readonly unknown[]): number[] {
  const known = new Set<unknown>();
  return keys.flatMap((key) => {
    if (!isScalar(key)) return [];
    const isAgain = known.has(key.value);
    known.add(key.value);
    return isAgain ? [key.range?.[0] ?? 0] : [];
  });
}

/** Removes quoted content of the file: tags, versions, and text after a colon or a backslash. */
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
