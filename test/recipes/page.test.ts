import { describe, expect, it } from 'vitest';
import { page } from './recipe-document.ts';

describe('the page of recipes', () => {
  it('has only snippets that the tests of this folder check', () => {
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

  it('describes for each recipe what happens when the job fails', () => {
    const recipes = page.split(/^## /m).slice(2);
    expect(recipes.filter((recipe) => !/hen\s+the\s+job\s+fails/.test(recipe))).toEqual([]);
  });
});
