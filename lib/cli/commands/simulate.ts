import { startSimulator } from '../../simulator/cloud.ts';
import { jobIdOf, storyNames } from '../../simulator/stories.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import { type DefineCommand, portNumber } from '../command.ts';
import { calledAs } from '../shell-command.ts';
import { type Terminal, whenInterrupted } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 stopped by Ctrl-C, 2 the port is in use.

Examples:
  jobwatch simulate
  jobwatch simulate --port 8080
`;

/** `jobwatch simulate`. */
export const defineSimulate: DefineCommand = (command, { terminal, done }) =>
  command
    .option('--port <port>', 'the port on 127.0.0.1 (default: a free one)', portNumber)
    .addHelpText('after', help)
    .action(async (flags: SimulateFlags) => done(await simulate(flags, terminal)));

interface SimulateFlags {
  port?: number | undefined;
}

/** A token of the simulated cloud; no other cloud accepts it. */
const token = 'simulated-token';
const tenMinutesMs = 600_000;

/** Runs a simulated cloud on this machine until Ctrl-C, with one job for each story. Throws UsageError. */
async function simulate(flags: SimulateFlags, terminal: Terminal): Promise<number> {
  const { clock } = terminal;
  const simulator = await start(clock, flags.port);
  const failed = simulator.addJob('fails-in-sub-job', { beganAtMs: clock.now() - tenMinutesMs });
  terminal.out(`A simulated cloud runs at ${simulator.url} until Ctrl-C.

Watch one of its jobs from another shell. This one has failed already:
  export OS_TOKEN=${token} OS_PROJECT_ID=${simulator.projectId}
  ${calledAs(terminal.env)} watch ${failed} --endpoint ${simulator.url}

These start at their first poll and take a minute and a half, or as long as their fault lasts:
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
    throw new UsageError(`--port: cannot use 127.0.0.1:${port} (${code}); name another port.`, {
      cause: error,
    });
  }
}
