import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from './support/code-of.ts';

const root = join(import.meta.dirname, '..');

/**
 * What each module may import besides itself. Imports only go downhill: later modules import earlier ones.
 */
const mayImport: Record<string, readonly string[]> = {
  'lib/job': [],
  'lib/polling': ['lib/job'],
  'lib/notification': ['lib/job', 'lib/polling'],
  'lib/message': ['lib/job', 'lib/notification'],
  'lib/workflow': ['lib/job', 'lib/polling', 'lib/notification'],
  'lib/watch': ['lib/job', 'lib/polling', 'lib/notification', 'lib/workflow'],
  'lib/http': ['lib/watch'],
  'lib/cloud': ['lib/job', 'lib/notification', 'lib/watch', 'lib/workflow'],
  'lib/channels': ['lib/job', 'lib/polling', 'lib/notification', 'lib/message', 'lib/watch', 'lib/workflow'],
  'lib/aws': ['lib/job', 'lib/notification', 'lib/watch', 'lib/workflow'],
  'lib/cts': ['lib/job', 'lib/notification', 'lib/polling', 'lib/workflow', 'lib/watch'],
  'lib/api': ['lib/job', 'lib/notification', 'lib/polling', 'lib/workflow', 'lib/watch'],
  'lib/config': [
    'lib/notification',
    'lib/polling',
    'lib/watch',
    'lib/channels',
    'lib/cloud',
    'lib/cts',
    'lib/api',
  ],
  'lib/local': [
    'lib/job',
    'lib/notification',
    'lib/workflow',
    'lib/watch',
    'lib/http',
    'lib/cloud',
    'lib/channels',
    'lib/aws',
    'lib/cts',
    'lib/api',
    'lib/config',
  ],
  'lib/simulator': ['lib/job', 'lib/cloud'],
  'lib/lambda': [
    'lib/job',
    'lib/polling',
    'lib/notification',
    'lib/workflow',
    'lib/watch',
    'lib/http',
    'lib/cloud',
    'lib/channels',
    'lib/aws',
    'lib/config',
    'lib/cts',
    'lib/api',
  ],
  'lib/cli': [
    'lib/job',
    'lib/polling',
    'lib/notification',
    'lib/workflow',
    'lib/watch',
    'lib/http',
    'lib/cloud',
    'lib/message',
    'lib/channels',
    'lib/aws',
    'lib/config',
    'lib/local',
    'lib/simulator',
    'lib/api',
    'lib/cts',
    // Its version.
    'package.json',
  ],
  functions: [
    'lib/job',
    'lib/notification',
    'lib/workflow',
    'lib/watch',
    'lib/http',
    'lib/cloud',
    'lib/channels',
    'lib/aws',
    'lib/cts',
    'lib/api',
    'lib/lambda',
  ],
};

interface SourceFile {
  path: string;
  module: string;
  text: string;
  /** The text without comments and strings: what the compiler sees. */
  code: string;
  imports: string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const moduleOf = (path: string): string =>
  path.startsWith('lib/') ? path.split('/').slice(0, 2).join('/') : (path.split('/')[0] ?? '');

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(root, join(root, dirname(path), target ?? '')),
  );
  return { path, module: moduleOf(path), text, code: codeOf(text), imports };
}

const sources = [...filesBelow('lib'), ...filesBelow('functions')]
  .filter((path) => path.endsWith('.ts'))
  .map(readSource);

const pathsWhere = (holds: (file: SourceFile) => boolean): string[] =>
  sources.filter(holds).map(({ path }) => path);

describe('modules', () => {
  it('are all known', () => {
    expect([...new Set(sources.map(({ module }) => module))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('import only downhill', () => {
    const uphill = sources.flatMap(({ path, module, imports }) =>
      imports
        .filter((target) => moduleOf(target) !== module && !mayImport[module]?.includes(moduleOf(target)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(uphill).toEqual([]);
  });

  it('have no circle of imports', () => {
    let tangled = sources;
    let before: number;
    do {
      before = tangled.length;
      const paths = new Set(tangled.map(({ path }) => path));
      tangled = tangled.filter(({ imports }) => imports.some((target) => paths.has(target)));
    } while (tangled.length < before);
    expect(tangled.map(({ path }) => path)).toEqual([]);
  });

  it('reach no renderer of a channel from the configuration', () => {
    const byPath = new Map(sources.map((file) => [file.path, file]));
    const reached = new Set(sources.filter(({ module }) => module === 'lib/config').map(({ path }) => path));
    for (const path of reached) for (const target of byPath.get(path)?.imports ?? []) reached.add(target);
    expect([...reached].filter((path) => /^lib\/channels\/kinds\/.*(?<!\/config)\.ts$/.test(path))).toEqual(
      [],
    );
  });

  it('import nothing of the tests', () => {
    expect(pathsWhere(({ imports }) => imports.some((target) => target.startsWith('test/')))).toEqual([]);
  });

  it('have names that say what is in them', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|types|services?|managers?)(\.ts)?(\/|$)/;
    expect(pathsWhere(({ path }) => vague.test(path))).toEqual([]);
  });
});

describe('impure things', () => {
  const homes: [what: string, pattern: RegExp, homes: string[]][] = [
    ['the environment', /\bprocess\.env\b/, ['lib/cli/main.ts', 'lib/lambda/define-handler.ts']],
    ['the console', /\bconsole\./, []],
    ['the time', /\bDate\.now\(|new Date\(\)/, ['lib/watch/ports/clock.ts']],
    ['timers', /\bset(Timeout|Interval|Immediate)\(/, ['lib/watch/ports/clock.ts']],
    [
      'randomness',
      /\bMath\.random\(|\brandomBytes\(|\brandomUUID\(/,
      ['lib/cli/commands/demo.ts', 'lib/cli/commands/rehearse.ts', 'lib/watch/ports/owner.ts'],
    ],
  ];

  it.each(homes)('%s has one home', (_what, pattern, allowed) => {
    expect(pathsWhere(({ code }) => pattern.test(code))).toEqual(allowed);
  });

  it('an HTTP client has one home', () => {
    const files = pathsWhere(({ text, code }) => /from 'undici[/']/.test(text) || /\bfetch\(/.test(code));
    expect(new Set(files.map(moduleOf))).toEqual(new Set(['lib/http']));
  });

  it('leaves polling pure', () => {
    const impure = /\basync\b|\bawait\b|\bDate\.now\b|\bMath\.random\b|\bfetch\b|\bPromise\b/;
    expect(pathsWhere(({ module, code }) => module === 'lib/polling' && impure.test(code))).toEqual([]);
  });
});

describe('files', () => {
  it('cast nothing', () => {
    const cast = /\bas (?!const\b)[A-Z{[(a-z]/;
    const lines = sources.flatMap(({ path, code }) =>
      code
        .split('\n')
        .filter((line) => cast.test(line) && !/^\s*(import|export|type)\b|^\s*\w+ as \w+,?$/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(lines).toEqual([]);
  });

  it('import zod so that a bundle holds only what it uses', () => {
    expect(pathsWhere(({ text }) => /import \{[^}]*\} from 'zod'/.test(text))).toEqual([]);
  });

  it('take only types from aws-lambda', () => {
    expect(pathsWhere(({ text }) => /^import (?!type).*'aws-lambda'/m.test(text))).toEqual([]);
  });
});

/** Folders whose comments are not wrapped yet. Delete the line of what is; nothing may be added. */
const notWrapped: readonly string[] = [
  'bench/cost/report.ts',
  'test/stack/stack.ts',
  'lib/channels',
  'lib/job',
  'lib/message',
  'lib/polling',
  'lib/watch',
  'test/channels',
  'test/documents',
  'test/recipes',
];

describe('comments', () => {
  it('are at most 110 columns wide', () => {
    const own = /\.([cm]?[tj]s|ya?ml|py)$|^\.ci\//;
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const wide = tracked
      .filter((path) => own.test(path) && existsSync(join(root, path)))
      .filter((path) => !notWrapped.some((folder) => `${path}/`.startsWith(`${folder}/`)))
      .flatMap((path) =>
        readFileSync(join(root, path), 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            line.length > 110 && /^\s*(\*|\/\*|\/\/|#)/.test(line) ? [`${path}:${index + 1}`] : [],
          ),
      );
    expect(wide).toEqual([]);
  });
});

describe('handlers', () => {
  const handlers = sources.filter(({ path }) => /^functions\/[a-z-]+\/handler\.ts$/.test(path));

  it('are one sentence', () => {
    expect(handlers.length).toBeGreaterThanOrEqual(5);
    expect(handlers.filter(({ text }) => text.split('\n').length > 31).map(({ path }) => path)).toEqual([]);
    expect(
      handlers.filter(({ code }) => /\bif\b|\btry\b|process\.env/.test(code)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('tests', () => {
  it('mock no module', () => {
    const mocking = filesBelow('test')
      .filter((path) => path.endsWith('.ts') && path !== 'test/architecture.test.ts')
      .filter((path) => /vi\.mock\(|vi\.doMock\(/.test(readFileSync(join(root, path), 'utf8')));
    expect(mocking).toEqual([]);
  });
});
