import { Argument } from 'commander';
import { completions } from '../completion/completions.ts';
import { completionScript, shells } from '../completion/script.ts';
import { addCommand, type CommandContext } from './definition.ts';

/** `jobwatch completion`, and the command that its scripts call at each Tab. */
export function addShell(context: CommandContext): void {
  const { program, terminal, done } = context;
  addCommand(context, 'completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: (typeof shells)[number]) => {
      terminal.out(completionScript(shell));
      done(0);
    });
  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      const { kinds } = await import('../../channels/samples.ts');
      const found = completions(program, words, { '--kind': kinds });
      terminal.out(found.map((word) => `${word}\n`).join(''));
      done(0);
    });
}
