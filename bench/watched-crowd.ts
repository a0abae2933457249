import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { Crowd, type CrowdPlan } from './crowd.ts';

const Usage = z.object({ peakBytes: z.number(), cpuSeconds: z.number(), longestPauseMs: z.number() });

const Line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('poll'), job_id: z.string() }),
  z.object({ event: z.literal('notification'), type: z.string() }),
  z.object({
    event: z.literal('end'),
    outcome: z.string(),
    job: z.object({ job_id: z.string() }),
    watch: z.object({ detection_delay_seconds: z.number().optional() }).optional(),
  }),
]);
type End = Extract<z.infer<typeof Line>, { event: 'end' }>;

/** The result of a crowd of jobs in one `jobwatch` process, and the resources that the process used. */
export interface WatchedCrowd extends z.infer<typeof Usage> {
  jobs: number;
  wallSeconds: number;
  polls: number;
  /** The detection delays of the jobs whose end a poll saw. */
  delaysSeconds: number[];
  /** One sentence for each job that went wrong. */
  faults: string[];
}

/**
 * Watches a crowd of simulated jobs with the real command. `flags` are added to those that locate the cloud.
 */
export async function watchCrowd(plan: CrowdPlan, flags: readonly string[]): Promise<WatchedCrowd> {
  const cloud = fork(join(import.meta.dirname, 'crowd-cloud.ts'), [JSON.stringify(plan)]);
  const dead = once(cloud, 'exit').then(() =>
    Promise.reject(new Error('the simulated cloud exited before it was ready')),
  );
  const [message]: unknown[] = await Promise.race([once(cloud, 'message'), dead]);
  const crowd = Crowd.parse(message);
  const folder = await mkdtemp(join(tmpdir(), 'jobwatch-bench-'));
  try {
    const endpoint = ['--output', 'json', '--endpoint', crowd.url, '--project', crowd.projectId];
    const started = performance.now();
    const command = jobwatch(['watch', '-', ...endpoint, ...flags], { folder, token: crowd.token });
    command.stdin?.end(crowd.jobs.map(({ id }) => `${JSON.stringify({ job_id: id })}\n`).join(''));
    const [{ polls, ends }, usage] = await Promise.all([readEvents(command), usageOf(command)]);
    const wallSeconds = (performance.now() - started) / 1_000;
    const delaysSeconds = ends.flatMap(({ watch }) => watch?.detection_delay_seconds ?? []);
    const faults = faultsOf(crowd.jobs, ends);
    return { ...usage, jobs: plan.jobs, wallSeconds, polls, delaysSeconds, faults };
  } finally {
    cloud.disconnect();
    await rm(folder, { recursive: true });
  }
}

/** Measures a process that does no work: it prints the help. */
export async function idleUsage(): Promise<z.infer<typeof Usage>> {
  const command = jobwatch(['--help'], { folder: tmpdir(), token: '' });
  command.stdout?.resume();
  return usageOf(command);
}

/** Starts the command in its own folder, so that it uses no configuration or state of the user. */
function jobwatch(args: string[], { folder, token }: { folder: string; token: string }): ChildProcess {
  const measure = join(import.meta.dirname, 'usage-at-exit.ts');
  const main = join(import.meta.dirname, '../lib/cli/main.ts');
  return spawn(process.execPath, ['--import', measure, main, ...args], {
    cwd: folder,
    env: { HOME: folder, OS_TOKEN: token },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
}

async function usageOf(command: ChildProcess): Promise<z.infer<typeof Usage>> {
  const pipe = command.stdio[3];
  if (!(pipe instanceof Readable))
    throw new TypeError('expected a pipe on file descriptor 3 of the command, found none');
  return Usage.parse(JSON.parse(await text(pipe)));
}

async function readEvents({ stdout }: ChildProcess): Promise<{ polls: number; ends: End[] }> {
  if (stdout === null) throw new TypeError('expected a pipe on the output of the command, found none');
  let polls = 0;
  const ends: End[] = [];
  for await (const json of createInterface(stdout)) {
    const line = Line.parse(JSON.parse(json));
    if (line.event === 'poll') polls += 1;
    if (line.event === 'end') ends.push(line);
  }
  return { polls, ends };
}

/**
 * Returns the faults: jobs that do not have exactly one outcome, the one of the cloud, and outcomes of jobs
 * that were not requested.
 */
export function faultsOf(
  jobs: Crowd['jobs'],
  ends: readonly { outcome: string; job: { job_id: string } }[],
): string[] {
  const outcomes = Map.groupBy(ends, ({ job }) => job.job_id);
  const ofJobs = jobs.flatMap(({ id, outcome }) => {
    const found = (outcomes.get(id) ?? []).map((end) => end.outcome);
    outcomes.delete(id);
    return found.join() === outcome
      ? []
      : [`${id}: expected ${outcome}, found ${found.join(', ') || 'no outcome'}`];
  });
  return [
    ...ofJobs,
    ...[...outcomes.keys()].map((id) => `${id}: expected no outcome, the job was not requested`),
  ];
}
