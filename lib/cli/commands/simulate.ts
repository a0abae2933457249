import { startSimulator } from '../../simulator/cloud.ts';
import { jobIdOf, storyNames } from '../../simulator/stories.ts';
import type { Clock } from '../../watch/clock.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { calledAs } from './how-to-go-on.ts';

/** Good for this pretend cloud only. */
const token = 'simulated-token';
const tenMinutesMs = 600_000;

/** `jobwatch simulate`: a pretend cloud on this machine until Ctrl-C, with a job for every story. */
export async function simulateCommand(
  flags: { port?: number | undefined },
  terminal: Terminal,
): Promise<number> {
  const { clock } = terminal;
  const simulator = await start(clock, flags.port);
  const failed = simulator.addJob('fails-in-sub-job', { beganAtMs: clock.now() - tenMinutesMs });
  terminal.out(`A simulated cloud answers at ${simulator.url} until Ctrl-C.

Watch a job of it from another shell; this one has failed already:
  export OS_TOKEN=${token} OS_PROJECT_ID=${simulator.projectId}
  ${calledAs(terminal.env)} watch ${failed} --endpoint ${simulator.url}

These begin when they are first looked at and take a minute and a half, or as long as their trouble lasts:
${storyNames.map((story) => `  ${jobIdOf(story)}  ${story}\n`).join('')}`);
  await new Promise<void>((resolve) => whenInterrupted(terminal.interrupted, resolve));
  await simulator.close();
  return 0;
}

async function start(clock: Clock, port: number | undefined) {
  try {
    return await startSimulator({ clock, tokens: [token], ...(port !== undefined && { port }) });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? cause.code : 'unknown';
    throw new UsageError(`--port: 127.0.0.1:${port} cannot be used (${code}); name another port.`, {
      cause: error,
    });
  }
}
