import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The folder of the documentation. */
export const docs = join(import.meta.dirname, '../../docs');

export const page = readFileSync(join(docs, 'recipes.md'), 'utf8');

/** Returns the snippets of a language under a heading of the page, unchanged. Throws if there is none. */
export function snippets(heading: string, language: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const found = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (found.length === 0) throw new Error(`recipes.md has no ${language} under "${heading}"`);
  return found.map(([, text]) => text ?? '');
}

/** Returns the YAML snippets under a heading, parsed. Throws for YAML that is wrong. */
export const yamlOf = (heading: string) => snippets(heading, 'yaml').map((text) => parse(text));

/** Returns a template beside the page, parsed. */
export const template = (name: string) => parse(readFileSync(join(docs, 'recipes', name), 'utf8'));
