import process from 'node:process';
import { api } from './api.ts';
import type { Benchmark } from './benchmark.ts';
import { fanOut } from './fan-out.ts';
import { functions } from './functions.ts';
import { notification } from './notification.ts';
import { polling } from './polling.ts';
import { queue } from './queue.ts';
import { watch } from './watch.ts';

const benchmarks: Record<string, Benchmark> = {
  polling,
  notification,
  'fan-out': fanOut,
  functions,
  watch,
  api,
  queue,
};
const names = Object.keys(benchmarks);

const help = `Usage: npm run bench [-- NAME…]

Runs benchmarks and prints tables. Without NAME, runs all of them:
${names.map((name) => `  ${name.padEnd(10)} ${benchmarks[name]?.about}\n`).join('')}`;

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit code: 0, or 2 for an unknown name. */
async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  const unknown = args.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`bench: expected ${names.join(', ')} or --help, found ${unknown.join(', ')}`);
    return 2;
  }
  for (const name of args.length > 0 ? args : names) {
    console.log(`## ${name}: ${benchmarks[name]?.about}\n`);
    console.log(`${await benchmarks[name]?.run()}\n`);
  }
  return 0;
}
