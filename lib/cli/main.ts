#!/usr/bin/env node
import { homedir } from 'node:os';
import process from 'node:process';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import v8 from 'node:v8';
import { makeClock } from '../watch/ports/clock.ts';
import { exitCodes } from './exit-codes.ts';
import { runProgram } from './program.ts';

/** Halves the memory of many watches, which make much short-lived garbage (`npm run bench -- watch`). */
v8.setFlagsFromString('--semi-space-growth-factor=1');

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

/** Commands that only print: without output they fail. */
const printing = ['list', 'show', 'render', 'completion'].includes(process.argv[2] ?? '');
let isOutputLost = false;
/**
 * A reader that is gone (`| head`) interrupts the command: this is neither an error nor the success of a job.
 * With a full disk a watch continues, because notifications and the exit code do not need the output.
 */
process.stdout.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') interrupted.abort();
  else if (!isOutputLost) {
    isOutputLost = true;
    const still = printing ? '' : '; notifications and the exit code are not affected';
    process.stderr.write(`jobwatch: cannot write output (${code})${still}.\n`);
  }
});
process.on('exit', () => {
  if (isOutputLost && printing) process.exitCode ||= exitCodes.lost;
});
/** There is no other place to report that standard error is gone. */
process.stderr.on('error', () => {});

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  clock: makeClock(),
  readInput: () => text(addAbortSignal(interrupted.signal, process.stdin)),
  out: (line) => process.stdout.write(line),
  err: (line) => process.stderr.write(line),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  interrupted: interrupted.signal,
});

/** Requests in flight may take ten more seconds, and after an interruption nobody waits for them. */
if (interrupted.signal.aborted) process.exit();
