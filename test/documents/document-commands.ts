/** The lines that a page gives to copy into a shell: those of its `sh` blocks, without comments and the indentation of a list item. */
export const shellLines = (page: string): string[] =>
  blocksOf(page, 'sh').flatMap((block) => block.split('\n').map((line) => line.replace(/ +# .*$/, '')));

/** The code blocks of a language, without the indentation of a list item. */
export const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)\\n\\1\`\`\``, 'gm'))].map(
    ([, indent, body]) => (body ?? '').replace(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** The commands that stand in the text of a page between backticks. */
export const inlineCommands = (page: string): string[] =>
  [...page.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/`((?:npm|npx|aws|curl|jobwatch) [^`]+)`/g)].map(
    ([, command]) => command ?? '',
  );

/** Trials by the commands they are for; a command that none of them fits is an error, so that no page promises what nobody tried. */
export type Trials = readonly (readonly [
  command: RegExp,
  trial: (command: string) => Promise<unknown> | unknown,
])[];

/** Runs the trial of a command. Throws for a command without one. */
export async function tryCommand(trials: Trials, command: string): Promise<void> {
  const trial = trials.find(([pattern]) => pattern.test(command));
  if (trial === undefined) throw new Error(`Add a trial for the command: ${command}`);
  await trial[1](command);
}
