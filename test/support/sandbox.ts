import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { runProgram } from '../../lib/cli/program.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';
import { type Clock, makeClock } from '../../lib/watch/ports/clock.ts';

/** The input and output of a command besides its arguments. */
export interface RunOptions {
  env?: Record<string, string>;
  /** Standard input; without it, standard input never ends. */
  input?: string;
  columns?: number;
  clock?: Clock;
  interrupted?: AbortSignal;
  /** Called with each text when it is written. */
  heard?: (text: string) => void;
}

/** The result of a command. */
export interface Ran {
  code: number;
  out: string;
  err: string;
  /** Each write to standard output. */
  writes: string[];
}

/**
 * A local run for tests: folders of its own to work in and for its state, and a way to run commands there in
 * this process.
 */
export interface Sandbox {
  cwd: string;
  home: string;
  /** Writes a file into the working folder, or to a path below it. */
  write: (path: string, text: string) => Promise<string>;
  run: (args: string[], options?: RunOptions) => Promise<Ran>;
  remove: () => Promise<void>;
}

export async function makeSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'jobwatch-'));
  const [cwd, home] = [join(folder, 'work'), join(folder, 'home')];
  await Promise.all([mkdir(cwd), mkdir(home)]);
  return {
    cwd,
    home,
    write: async (path, text) => {
      const file = join(cwd, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      return file;
    },
    run: (args, options = {}) => run(args, { cwd, home, options }),
    remove: () => rm(folder, { recursive: true }),
  };
}

/**
 * Makes a sandbox before each test, or once before all tests of the file or `describe`, and removes it
 * afterwards. Call it before the hooks that use the sandbox.
 */
export function useSandbox(per: 'test' | 'file' = 'test'): Sandbox {
  // Filled by the hook: a test reads it, a table of tests cannot.
  const sandbox = {} as Sandbox;
  const make = async () => {
    Object.assign(sandbox, await makeSandbox());
  };
  const remove = () => sandbox.remove();
  if (per === 'file') {
    beforeAll(make);
    afterAll(remove);
  } else {
    beforeEach(make);
    afterEach(remove);
  }
  return sandbox;
}

async function run(
  args: string[],
  { cwd, home, options }: { cwd: string; home: string; options: RunOptions },
): Promise<Ran> {
  const { env = {}, clock = makeClock(), heard = () => {} } = options;
  const writes: string[] = [];
  const errors: string[] = [];
  const interrupted = options.interrupted ?? new AbortController().signal;
  const terminal: Terminal = {
    env,
    cwd,
    home,
    clock,
    readInput: async () => options.input ?? (await untilInterrupted(interrupted)),
    out: (text) => {
      writes.push(text);
      heard(text);
    },
    err: (text) => {
      errors.push(text);
      heard(text);
    },
    columns: options.columns,
    interrupted,
  };
  const code = await runProgram(args, terminal);
  return { code, out: writes.join(''), err: errors.join(''), writes };
}

/** Standard input that ends only by an interruption. */
const untilInterrupted = (interrupted: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (interrupted.aborted) reject(interrupted.reason);
    interrupted.addEventListener('abort', () => reject(interrupted.reason), { once: true });
  });

/** Parses an output of JSON lines. */
export const jsonLines = ({ out }: Pick<Ran, 'out'>): Record<string, unknown>[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
