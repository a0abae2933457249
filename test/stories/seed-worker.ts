import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { playSeeds } from './play-seeds.ts';

/** Plays its share of the seeds in a thread of its own. */
parentPort?.postMessage(await playSeeds(z.array(z.number()).parse(workerData)));
