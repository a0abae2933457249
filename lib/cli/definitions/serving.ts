import type { ApiFlags } from '../commands/api.ts';
import { type Around, addCommand, wholeNumber } from './definition.ts';

const portNumber = wholeNumber('a port', 1, 65_535);

/** The commands that serve or play until they are told to end. */
export function addServing(around: Around): void {
  const { terminal, done } = around;
  addCommand(around, 'api')
    .description('take watches over HTTP until Ctrl-C, with the accounts and keys of the configuration')
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen at (default: 8080)', portNumber)
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (flags: ApiFlags) => {
      const { apiCommand } = await import('../commands/api.ts');
      done(await apiCommand(flags, terminal));
    });
  addCommand(around, 'demo')
    .description('play a few watches against a simulated cloud, without any account, in under 20 seconds')
    .action(async () => {
      const { demoCommand } = await import('../commands/demo.ts');
      done(await demoCommand(terminal));
    });
  addCommand(around, 'simulate')
    .description('run the simulated cloud until Ctrl-C and print how to watch its jobs')
    .option('--port <port>', 'the port on 127.0.0.1 (default: a free one)', portNumber)
    .action(async (flags) => {
      const { simulateCommand } = await import('../commands/simulate.ts');
      done(await simulateCommand(flags, terminal));
    });
}
