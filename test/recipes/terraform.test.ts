import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { snippets } from './recipe-document.ts';
import { describeScripts } from './shell-tools.ts';

const [hcl = ''] = snippets('Terraform', 'hcl');

/** Returns the value of an argument of the provisioner: one line, or an unindented heredoc. */
function argument(name: string): string {
  const [, indent = '', value = ''] = new RegExp(`^( *)${name} *= (.*)$`, 'm').exec(hcl) ?? [];
  const marker = /^<<-(\w+)$/.exec(value)?.[1];
  if (marker === undefined) return value;
  const [, lines = ''] = new RegExp(`<<-${marker}\\n([\\s\\S]*?)\\n *${marker}$`, 'm').exec(hcl) ?? [];
  return lines.replaceAll(`\n${indent}  `, '\n').trim();
}

const shell: string[] = JSON.parse(argument('interpreter'));

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.close());

describeScripts('Terraform', () => {
  it('has a local-exec script without template expressions', () => {
    expect(hcl).toContain('provisioner "local-exec"');
    expect(argument('environment')).toBe('{ GROUP_ID = var.group_id }');
    expect(argument('command')).not.toMatch(/[$%]\{/);
  });

  it.each<[StoryName, number, string]>([
    ['succeeds', 0, 'succeeded'],
    ['fails-in-sub-job', 1, 'failed: SDRS.0406'],
  ])('with a job that %s the command ends with %i', async (story, code, text) => {
    const ran = await pipeline.run(story, argument('command'), { shell });
    expect(ran.code).toBe(code);
    expect(ran.out).toContain(text);
  });
});
