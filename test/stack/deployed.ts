import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';
import { clockVariable } from './fast-clock.ts';
import { runCommand } from './run-command.ts';

/** The stack as it was deployed once for all cases. */
export interface Deployed {
  /** Where moto serves all of AWS but Lambda. */
  aws: string;
  /** The folder of `serverless package`: template and zips. */
  packaged: string;
  /** A folder that is removed after the last case. */
  folder: string;
  /** When the clock of the test began, in milliseconds since 1970. */
  epochMs: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    deployed: Deployed;
  }
}

const root = join(import.meta.dirname, '../..');
const config = '--param=config=test/stack/jobwatch.yaml';

let takeAway = async (): Promise<void> => {};

/** Starts moto, packages the stack, and deploys it as a person would. */
export async function setup(project: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stack-'));
  const epochMs = Date.now();
  const moto = startMoto(folder, epochMs);
  takeAway = moto.stop;
  try {
    const packaged = join(folder, 'packaged');
    const { HOME } = process.env;
    // The very Node that runs this.
    const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;
    const serverless = join(root, 'node_modules/.bin/serverless');
    const [aws] = await Promise.all([
      moto.url,
      runCommand([serverless, 'package', config, '--package', packaged], { PATH, HOME }),
    ]);
    const credentials = { AWS_ENDPOINT_URL: aws, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const deploying = [serverless, 'deploy', config, '--package', packaged] as const;
    await runCommand([...deploying], { PATH, HOME, ...credentials });
    project.provide('deployed', { aws, packaged, folder, epochMs });
  } catch (error) {
    await takeAway();
    throw error;
  }
}

/** Ends moto and removes every file of the run. */
export const teardown = (): Promise<void> => takeAway();

function startMoto(folder: string, epochMs: number): { url: Promise<string>; stop: () => Promise<void> } {
  const moto = spawn('python3', ['-u', join(import.meta.dirname, 'moto_bridges.py')], {
    env: {
      ...process.env,
      STACK_CLOCK: clockVariable(epochMs),
      STACK_FOLDER: folder,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => moto.once('close', () => resolve()));
  const printed: string[] = [];
  createInterface(moto.stderr).on('line', (line) => printed.push(line));
  const url = new Promise<string>((resolve, reject) => {
    createInterface(moto.stdout).once('line', (line) =>
      resolve(z.object({ url: z.string() }).parse(JSON.parse(line)).url),
    );
    ended.then(() => reject(new Error(`moto ended before it served:\n${printed.join('\n')}`)));
  });
  return {
    url,
    stop: async () => {
      moto.stdin.end();
      await ended;
      if (printed.some((line) => line.includes('Traceback')))
        console.error(`moto printed:\n${printed.join('\n')}`);
    },
  };
}
