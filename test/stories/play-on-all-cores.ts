import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { PlayedSeed } from './play-seeds.ts';

/** Plays the seeds in as many threads as there are cores; the results are in the order of the seeds. */
export async function playOnAllCores(seeds: readonly number[]): Promise<PlayedSeed[]> {
  const cores = availableParallelism();
  const shares = Array.from({ length: cores }, (_, core) =>
    seeds.filter((_seed, index) => index % cores === core),
  );
  const played = await Promise.all(shares.filter(({ length }) => length > 0).map(playShare));
  return played.flat().sort((one, other) => one.seed - other.seed);
}

async function playShare(seeds: readonly number[]): Promise<PlayedSeed[]> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), { workerData: seeds });
  const [played] = await once(worker, 'message');
  return z.array(PlayedSeed).parse(played);
}
