import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import type { Benchmark } from './benchmark.ts';
import { type Bundle, buildCommand, bundleFunctions, functionNames } from './bundles.ts';
import { figure, table, times } from './table.ts';
import { median } from './timing.ts';

/** `npm run bench functions`: measures the code that a cold start loads. */
export const functions: Benchmark = {
  about: 'size and load time of each function’s bundle and of the command',
  run: async () => {
    const bundles = await bundleFunctions(await functionNames());
    return bundleReport([...bundles, await buildCommand()], 15);
  },
};

const kilobyte = 1_000;

/**
 * The maximum size of each function's bundle in kilobytes: its size when the goal was set, plus 5 %.
 */
export const sizeGoals: Readonly<Record<string, number>> = {
  'deliver-notification': 1_210,
  'http-api': 710,
  'plan-notification': 585,
  'poll-job': 1_140,
  'receive-smn-message': 1_145,
  'report-lost-watch': 520,
  'start-watch': 540,
  'sweep-lost-watches': 525,
  'sweep-missed-failures': 1_185,
};

/** Reports the size and load time of bundles. Loads each in as many new processes as `rounds` says. */
export async function bundleReport(bundles: readonly Bundle[], rounds: number): Promise<string> {
  const starts = await startMs(bundles, rounds);
  const emptyMs = starts.get(empty.name) ?? Number.NaN;
  const rows = bundles.map(({ name, code }) => {
    const ms = starts.get(name) ?? Number.NaN;
    return [
      name,
      figure(code.length / kilobyte),
      name in sizeGoals ? figure(sizeGoals[name] ?? 0) : '',
      figure(gzipSync(code).length / kilobyte),
      figure(ms - emptyMs),
      times(ms / emptyMs),
    ];
  });
  const parts = bundles.filter((bundle) => bundle.parts.length > 0).map(partsLine);
  return `${table(['bundle', 'KB', 'goal', 'KB gzip', 'import ms', '×'], rows)}

The tests fail if a bundle is larger than its goal. Import: the time of a new process minus that of an empty one (${figure(emptyMs)} ms). ×: the ratio of both. Median of ${rounds} interleaved runs.

Largest parts in KB:
${parts.join('\n')}`;
}

const empty = { name: 'empty process', code: new Uint8Array(), parts: [] } satisfies Bundle;

/** Measures processes that only load a bundle. Returns milliseconds from start to exit, by bundle name. */
async function startMs(bundles: readonly Bundle[], rounds: number): Promise<Map<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  try {
    const programs = [empty, ...bundles].map(({ name, code }) => ({
      name,
      code,
      file: join(folder, `${name}.mjs`),
      taken: [] as number[],
    }));
    await Promise.all(programs.map(({ file, code }) => writeFile(file, code)));
    for (let round = 0; round < rounds; round++) {
      for (const { file, taken } of programs) taken.push(msOfProcess(file));
    }
    return new Map(programs.map(({ name, taken }) => [name, median(taken)]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Runs a bundle. The command needs `--help`, or it would start to work. A function does nothing until it is
 * called.
 */
function msOfProcess(file: string): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [file, '--help'], {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const taken = performance.now() - started;
  if (status !== 0) throw new Error(`cannot load the bundle ${file}: expected exit code 0, found ${status}`);
  return taken;
}

function partsLine({ name, parts }: Bundle): string {
  const largest = parts.slice(0, 5).map((part) => `${part.name} ${figure(part.bytes / kilobyte)}`);
  return `- ${name}: ${largest.join(', ')}`;
}
