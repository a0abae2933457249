import { Argument } from 'commander';
import type { DefineCommand } from '../command.ts';

const help = `
Exit codes: 0 printed, 2 unknown shell.

Examples:
  jobwatch completion fish > ~/.config/fish/completions/jobwatch.fish
  jobwatch completion zsh > "\${fpath[1]}/_jobwatch"
  source <(jobwatch completion bash)
`;

const shells = ['bash', 'zsh', 'fish'] as const;

/** `jobwatch completion`: prints the script that a shell reads to complete `jobwatch`. */
export const defineCompletion: DefineCommand = (command, { terminal, done }) =>
  command
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', help)
    .action((shell: (typeof shells)[number]) => {
      terminal.out(scripts[shell]);
      done(0);
    });

/**
 * Each script calls `jobwatch complete`, so it never gets outdated. Without an answer the shell offers files.
 */
const scripts: Record<(typeof shells)[number], string> = {
  bash: `_jobwatch() {
  local IFS=$'\\n'
  COMPREPLY=($(jobwatch complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _jobwatch jobwatch
`,
  // At the first Tab zsh runs a file of its fpath as the function itself (zshmisc, "Autoloading Functions").
  zsh: `#compdef jobwatch
_jobwatch() {
  local -a found
  found=("\${(@f)$(jobwatch complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" == _jobwatch ]]; then _jobwatch "$@"; else compdef _jobwatch jobwatch; fi
`,
  fish: `function __jobwatch_complete
  set -l words (commandline -opc) (commandline -ct)
  jobwatch complete -- $words[2..-1] 2>/dev/null
end
complete -c jobwatch -a '(__jobwatch_complete)'
`,
};
