import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/dependencies.md');
const { devDependencies, allowScripts } = JSON.parse(read('package.json'));

/** Licences that allow passing a bundle on without asking a lawyer. */
const permissive = ['MIT', 'MIT-0', 'ISC', 'Apache-2.0', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'];

/** Returns every package with code in a bundle, of the functions or of the command. */
async function bundledPackages(): Promise<string[]> {
  const functions = readdirSync(join(root, 'functions'));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...functions.map((name) => `functions/${name}/handler.ts`), 'lib/cli/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
    outdir: 'unwritten',
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: used }) =>
    Object.entries(used).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = inputs.flatMap(([path]) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

let bundled: string[];
beforeAll(async () => {
  bundled = await bundledPackages();
}, 30_000);

describe('a package in a bundle', () => {
  it('has a permissive licence', () => {
    expect(bundled.length).toBeGreaterThan(20);
    const licences = bundled.map((folder) => [folder, JSON.parse(read(`${folder}/package.json`)).license]);
    expect(licences.filter(([, licence]) => !permissive.includes(licence))).toEqual([]);
  });

  it('has no install script', () => {
    const { packages } = JSON.parse(read('package-lock.json'));
    expect(bundled.filter((folder) => packages[folder]?.hasInstallScript)).toEqual([]);
  });
});

describe('the page about dependencies', () => {
  const named = (name: string) =>
    page.includes(name) || (name.startsWith('@aws') && page.includes(name.split('/')[1] ?? name));

  it('says why each one is needed', () => {
    expect(Object.keys(devDependencies).filter((name) => !named(name))).toEqual([]);
  });

  const [, afterHead = ''] = page.split('## In the bundles');
  const [table = ''] = afterHead.split('## For building');
  const rows = [...table.matchAll(/^\| ([^|]+) \| ([^|]+) \| .* \|$/gm)]
    .slice(1)
    .map(([, names = '', licence]) => ({ names: wholeNames(names), licence }));

  it('has a row for each of our packages in a bundle and no other', () => {
    const ours = bundled
      .map((folder) => folder.replace('node_modules/', ''))
      .filter((name) => name in devDependencies);
    expect(ours.length).toBeGreaterThan(10);
    expect(rows.flatMap(({ names }) => names).sort()).toEqual(ours.sort());
  });

  it('gives the licence that each package declares', () => {
    const wrong = rows.flatMap(({ names, licence }) =>
      names.filter((name) => JSON.parse(read(`node_modules/${name}/package.json`)).license !== licence),
    );
    expect(wrong).toEqual([]);
  });
});

/** Completes the names of a row: after "@aws-sdk/client-sfn" a name such as "client-sqs" leaves out the scope. */
function wholeNames(cell: string): string[] {
  const names = cell.split(', ');
  const scope = names[0]?.split('/')[0] ?? '';
  return names.map((name) => (name in devDependencies ? name : `${scope}/${name.replace(/^\//, '')}`));
}

it('only the install script of Node.js may run', () => {
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  expect(allowed).toEqual(['node']);
});
