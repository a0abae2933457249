import type { ServeFlags } from '../commands/serve.ts';
import { addCommand, type CommandContext, wholeNumber } from './definition.ts';

const portNumber = wholeNumber('a port', 1, 65_535);

/** The commands that serve or play until they are told to end. */
export function addServing(context: CommandContext): void {
  const { terminal, done } = context;
  addCommand(context, 'serve')
    .description('take watches over HTTP until Ctrl-C, with the accounts and keys of the configuration')
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen at (default: 8080)', portNumber)
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import('../commands/serve.ts');
      done(await serveCommand(flags, terminal));
    });
  addCommand(context, 'demo')
    .description('play a few watches against a simulated cloud, without any account, in under 20 seconds')
    .action(async () => {
      const { demoCommand } = await import('../commands/demo.ts');
      done(await demoCommand(terminal));
    });
  addCommand(context, 'simulate')
    .description('run the simulated cloud until Ctrl-C and print how to watch its jobs')
    .option('--port <port>', 'the port on 127.0.0.1 (default: a free one)', portNumber)
    .action(async (flags) => {
      const { simulateCommand } = await import('../commands/simulate.ts');
      done(await simulateCommand(flags, terminal));
    });
}
