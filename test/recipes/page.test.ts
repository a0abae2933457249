import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docs, page } from './recipe-document.ts';

/** The anchors that GitHub makes of the headings of a document. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

describe('the page of recipes', () => {
  it('is short', () => {
    expect(page.split('\n').length).toBeLessThan(200);
  });

  it('links only to what is there', () => {
    const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [link, file = '', anchor] of links) {
      const path = join(docs, file === '' ? 'recipes.md' : file);
      expect(existsSync(path), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(path, 'utf8')), link).toContain(anchor);
    }
  });

  it('has no snippet but those that the tests beside this one run or check', () => {
    const kinds = page.split(/^## /m).flatMap((section) => {
      const heading = section.slice(0, section.indexOf('\n'));
      return [...section.matchAll(/^```(\w+)$/gm)].map(([, language]) => `${heading}: ${language}`);
    });
    expect(kinds).toEqual([
      'The call: sh',
      'GitHub Actions: wait for the job: yaml',
      'GitLab CI: wait for the job: yaml',
      'GitHub Actions: hand the job over: yaml',
      'GitLab CI: hand the job over: yaml',
      'Terraform: hcl',
      'Step Functions: yaml',
      'A queue or a topic of your own: sh',
      'The bus of another account: sh',
    ]);
  });

  it('says of each recipe what happens when the job fails', () => {
    const recipes = page.split(/^## /m).slice(2);
    expect(recipes.filter((recipe) => !recipe.includes('hen the job fails'))).toEqual([]);
  });
});
