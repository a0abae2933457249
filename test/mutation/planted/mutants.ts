/** Where a value is in a document. */
export type Path = readonly (string | number)[];

/** One planted change of a document. */
export interface Mutant {
  kind: string;
  /** What is done, and where: `drops Resources.KeyValueTable.Properties.SSESpecification`. */
  where: string;
  mutated: () => unknown;
}

/** What is specific to a kind of document. */
export interface Planting {
  /** The row of the report that a change counts in. */
  kindOf: (path: Path) => string;
  /** Whether a change, as it is said in `where`, changes nothing for anybody. */
  isEquivalent: (where: string) => boolean;
  /**
   * The values that somebody could write here by mistake. Undefined where a string is misspelt, as everywhere
   * else.
   */
  mistakenFor: (value: unknown, path: Path) => readonly unknown[] | undefined;
}

interface Change {
  what: string;
  path: Path;
  /** Undefined where the value is dropped. */
  put?: { value: unknown };
}

/**
 * Returns every change of a document: each part dropped, each string mistaken, each number and boolean
 * changed.
 */
export function mutantsOf(document: object, { kindOf, isEquivalent, mistakenFor }: Planting): Mutant[] {
  return changesOf(document, [], mistakenFor)
    .map((change) => ({ change, where: `${change.what} ${change.path.join('.')}` }))
    .filter(({ where }) => !isEquivalent(where))
    .map(({ change, where }) => ({
      kind: kindOf(change.path),
      where,
      mutated: () => changed(document, change.path, change.put),
    }));
}

function changesOf(value: unknown, path: Path, mistakenFor: Planting['mistakenFor']): Change[] {
  const put = (changedTo: unknown): Change => ({
    what: `puts ${JSON.stringify(changedTo)} at`,
    path,
    put: { value: changedTo },
  });
  const own = [...(mistakenFor(value, path) ?? leafValues(value))].map(put);
  const drop = path.length === 0 ? [] : [{ what: 'drops', path }];
  const inner = keysOf(value).flatMap((key) => changesOf(partOf(value, key), [...path, key], mistakenFor));
  return [...drop, ...own, ...inner];
}

function leafValues(value: unknown): unknown[] {
  switch (typeof value) {
    case 'string':
      return [`${value}x`];
    case 'number':
      return [value * 10 + 1, value === 0 ? -1 : Math.floor(value / 10)];
    case 'boolean':
      return [!value];
    default:
      return [];
  }
}

/** Returns a copy of the document that shares with it whatever is not on the path. */
function changed(document: unknown, [key, ...rest]: Path, put: Change['put']): unknown {
  if (key === undefined) return put?.value;
  const isLast = rest.length === 0;
  if (Array.isArray(document)) {
    const items: unknown[] = document;
    return isLast && put === undefined
      ? items.toSpliced(Number(key), 1)
      : items.with(Number(key), changed(items[Number(key)], rest, put));
  }
  const entries = Object.entries(document ?? {}).flatMap(([name, part]) => {
    if (name !== key) return [[name, part]];
    return isLast && put === undefined ? [] : [[name, changed(part, rest, put)]];
  });
  return Object.fromEntries(entries);
}

function keysOf(value: unknown): (string | number)[] {
  if (Array.isArray(value)) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** Returns the value at a key of an object or list; undefined where there is none. */
export function partOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === String(key))?.[1];
}
