/**
 * Returns the lines of a page's `sh` blocks, for copying into a shell: without comments, and without the
 * indentation of a list item. A line that begins with a space continues the line before it.
 */
export const shellLines = (page: string): string[] =>
  blocksOf(page, 'sh').flatMap((block) =>
    block
      .replace(/ ?\\?\n +/g, ' ')
      .split('\n')
      .map((line) => line.replace(/ +# .*$/, '')),
  );

/** Returns the code blocks of a language, without the indentation of a list item. */
export const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)\\n\\1\`\`\``, 'gm'))].map(
    ([, indent, body]) => (body ?? '').replace(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** Returns the commands between backticks in the text of a page. */
export const inlineCommands = (page: string): string[] =>
  [...page.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/`((?:npm|npx|aws|curl|jobwatch) [^`]+)`/g)].map(
    ([, command]) => (command ?? '').replaceAll('\n', ' '),
  );

/** The trials of a page's commands. Each page has its own. */
export type Trials = readonly (readonly [
  command: RegExp,
  trial: (command: string) => Promise<unknown> | unknown,
])[];

/** Runs the trial of a command. Throws for a command without a trial, so that no page shows an untried command. */
export async function tryCommand(trials: Trials, command: string): Promise<void> {
  const trial = trials.find(([pattern]) => pattern.test(command));
  if (trial === undefined) throw new Error(`no trial for the command "${command}"; add one to this test`);
  await trial[1](command);
}
