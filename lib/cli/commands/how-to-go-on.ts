import type { Terminal } from '../terminal.ts';

/** How this command was called: as a script of the project, or as the installed command. */
export const calledAs = (env: Terminal['env']): string =>
  env['npm_lifecycle_event'] === 'jobwatch' ? 'npm run jobwatch --' : 'jobwatch';

/** The command that watches these jobs again with the flags that were given, to be typed into a shell as it stands. */
export function howToGoOn(jobIds: readonly string[], flags: object, env: Terminal['env']): string {
  const given = Object.entries(flags).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [`--${kebab(name)}`, inShell(String(one))]),
  );
  return [calledAs(env), 'watch', ...jobIds, ...given].join(' ');
}

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (deadLetter) => `-${deadLetter.toLowerCase()}`);

const inShell = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
