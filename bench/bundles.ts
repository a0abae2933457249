import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { parse } from 'yaml';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');

/** One file, as it is deployed or installed. */
export interface Bundle {
  name: string;
  code: Uint8Array;
  /** The packages and folders in it, largest first. Empty if the build does not report them. */
  parts: { name: string; bytes: number }[];
}

/**
 * The settings of serverless.yml that decide how a function is bundled. An unknown option is refused, so that
 * this build does not differ from the deployed one.
 */
const Wiring = z.object({
  provider: z.object({ runtime: z.string().regex(/^nodejs\d+\.x$/) }),
  custom: z.object({
    esbuild: z.strictObject({
      minify: z.boolean(),
      format: z.literal('esm'),
      outputFileExtension: z.literal('.mjs'),
      mainFields: z.array(z.string()),
      plugins: z.string(),
      banner: z.strictObject({ js: z.string() }),
    }),
  }),
});

/** Returns the names of all functions. */
export async function functionNames(): Promise<string[]> {
  return (await readdir(join(root, 'functions'))).sort();
}

/** Bundles functions with the options of the deployment: those of serverless.yml and of its plugin. */
export async function bundleFunctions(names: readonly string[]): Promise<Bundle[]> {
  const { provider, custom } = Wiring.parse(parse(await readFile(join(root, 'serverless.yml'), 'utf8')));
  // The plugins option puts the configuration beside the code. It does not change the code.
  const { outputFileExtension: _, plugins: _plugins, ...options } = custom.esbuild;
  const target = provider.runtime.replace(/^nodejs(\d+)\.x$/, 'node$1');
  return Promise.all(
    names.map(async (name) => {
      const { outputFiles, metafile } = await build({
        ...options,
        target,
        bundle: true,
        platform: 'node',
        write: false,
        metafile: true,
        outdir: 'out',
        absWorkingDir: root,
        entryPoints: [join('functions', name, 'handler.ts')],
      });
      return {
        name,
        code: outputFiles[0]?.contents ?? new Uint8Array(),
        parts: partsOf(metafile),
      };
    }),
  );
}

/** Builds the command as `npm run build` does. */
export async function buildCommand(): Promise<Bundle> {
  await promisify(execFile)(process.execPath, ['lib/cli/build.ts'], { cwd: root });
  return { name: 'jobwatch', code: await readFile(join(root, 'dist/jobwatch.mjs')), parts: [] };
}

function partsOf({ outputs }: Metafile): Bundle['parts'] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partOf(path);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].map(([name, size]) => ({ name, bytes: size })).sort((a, b) => b.bytes - a.bytes);
}

/**
 * Returns the package of a file, or the folder of our own files. Each scope of the AWS SDK counts as one
 * package.
 */
function partOf(path: string): string {
  const [, scope, name] = /.*node_modules\/(?:(@[^/]+)\/)?([^/]+)/.exec(path) ?? [];
  if (name === undefined) return path.split('/').slice(0, 2).join('/');
  if (scope === undefined) return name;
  return scope.startsWith('@aws-sdk') || scope.startsWith('@smithy') ? scope : `${scope}/${name}`;
}
