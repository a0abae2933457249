import type { Terminal } from './terminal.ts';

/** Returns how this program was called: as a script of the project or as the installed command. */
export const calledAs = (env: Terminal['env']): string =>
  env['npm_lifecycle_event'] === 'jobwatch' ? 'npm run jobwatch --' : 'jobwatch';

/** Returns a command line with these flags, quoted so that it can be pasted into a shell. */
export function shellCommand(words: readonly string[], flags: object, env: Terminal['env']): string {
  const given = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [`--${kebab(name)}`, quoted(String(one))]),
  );
  return [calledAs(env), ...words, ...given].join(' ');
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

const quoted = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
