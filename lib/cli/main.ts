#!/usr/bin/env node
import { homedir } from 'node:os';
import process from 'node:process';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import v8 from 'node:v8';
import { makeClock } from '../watch/ports/clock.ts';
import { exitCodes } from './exit-codes.ts';
import { runProgram } from './program.ts';

/** Many watches make much short-lived garbage: without this V8 takes twice the memory for it (`npm run bench -- watch`). */
v8.setFlagsFromString('--semi-space-growth-factor=1');

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

/** What these print is all that they are for. */
const printing = ['list', 'show', 'render', 'completion'].includes(process.argv[2] ?? '');
let isOutputLost = false;
/**
 * A reader that went away (`| head`) wants no more. That is no error, and no success of a job either. Where the disk is full
 * a watch goes on: people are told of its end in other ways, and the exit code is what it is.
 */
process.stdout.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') interrupted.abort();
  else if (!isOutputLost) {
    isOutputLost = true;
    const still = printing ? '' : '; notifications and the exit code are as ever';
    process.stderr.write(`jobwatch: the output cannot be written (${code})${still}.\n`);
  }
});
process.on('exit', () => {
  if (isOutputLost && printing) process.exitCode ||= exitCodes.lost;
});
/** What cannot be told here can be told nowhere. */
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

/** Requests that are under way may take ten seconds more, and nobody waits for their answers now. */
if (interrupted.signal.aborted) process.exit();
