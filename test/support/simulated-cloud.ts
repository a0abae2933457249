import { type Simulator, type SimulatorOptions, startSimulator } from '../../lib/simulator/cloud.ts';
import type { StoryName, StoryParameters } from '../../lib/simulator/stories.ts';
import { makeClock } from '../../lib/watch/ports/clock.ts';

export const token = 'a-token-for-tests';
export const user = { name: 'ops', password: 'a password for tests', domain: 'demo' };
export const keys = { accessKey: 'AKFORTESTS', secretKey: 'a secret key for tests' };
export const temporaryKeys = {
  ...keys,
  accessKey: 'AKTEMPORARY',
  securityToken: 'a security token for tests',
};

/** A pretend cloud for a command: jobs that have ended when they are first looked at, and what to type. */
export interface SimulatedCloud extends Simulator {
  /** Adds a job that began so long ago that it has ended, or is where its story is stuck. */
  endedJob: (story: StoryName, parameters?: Partial<StoryParameters>) => string;
  /** The variables and flags with which its jobs are watched. */
  env: Record<string, string>;
  flags: string[];
}

const hourMs = 3_600_000;

export async function startSimulatedCloud(options: Partial<SimulatorOptions> = {}): Promise<SimulatedCloud> {
  const clock = options.clock ?? makeClock();
  const simulator = await startSimulator({
    tokens: [token],
    users: [user],
    keys: [keys, temporaryKeys],
    ...options,
    clock,
  });
  return {
    ...simulator,
    endedJob: (story, parameters) =>
      simulator.addJob(story, { beganAtMs: clock.now() - hourMs, ...parameters }),
    env: { OS_TOKEN: token, OS_PROJECT_ID: simulator.projectId },
    flags: ['--endpoint', simulator.url],
  };
}
