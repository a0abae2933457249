import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The folder of the documents. */
export const docs = join(import.meta.dirname, '../../docs');

export const page = readFileSync(join(docs, 'recipes.md'), 'utf8');

/** The snippets of a language under a heading of the page, as they stand there. Throws where there is none. */
export function snippets(heading: string, language: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const found = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (found.length === 0) throw new Error(`recipes.md has no ${language} under "${heading}"`);
  return found.map(([, text]) => text ?? '');
}

/** The YAML snippets under a heading, read; YAML that is wrong throws. */
export const yamlOf = (heading: string) => snippets(heading, 'yaml').map((text) => parse(text));

/** A template beside the page. */
export const template = (name: string) => parse(readFileSync(join(docs, 'recipes', name), 'utf8'));
