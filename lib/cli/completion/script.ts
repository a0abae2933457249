export const shells = ['bash', 'zsh', 'fish'] as const;

/** Each asks the command itself what may come next, so that a script never goes stale; files where it knows of nothing. */
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

/** The script that a shell reads to complete `jobwatch`. */
export const completionScript = (shell: (typeof shells)[number]): string => scripts[shell];
