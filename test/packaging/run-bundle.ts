import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readZip } from './read-zip.ts';

const script = `
  const [file, event] = process.argv.slice(1);
  const { handler } = await import(file);
  const answer = await handler(JSON.parse(event), { awsRequestId: 'request-1', functionName: 'the-function' });
  console.log('answer ' + JSON.stringify(answer));
`;

const Line = z.record(z.string(), z.unknown());

/**
 * Runs a bundle as Lambda does: unpacked, in a process of its own, with nothing but its environment. Answers
 * with what the handler answered and the JSON lines it printed.
 */
export async function runBundle(
  zip: string,
  { handler, event, env }: { handler: string; event: unknown; env: Record<string, string> },
) {
  const root = mkdtempSync(join(tmpdir(), 'task-root-'));
  try {
    for (const [name, content] of readZip(zip)) {
      mkdirSync(join(root, dirname(name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    const file = join(root, handler.replace(/\.handler$/, '.mjs'));
    return await inOwnProcess([file, JSON.stringify(event)], { ...env, LAMBDA_TASK_ROOT: root });
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function inOwnProcess(parameters: string[], env: Record<string, string>) {
  const node = ['--input-type=module', '--eval', script, '--', ...parameters];
  const printed = await promisify(execFile)(process.execPath, node, { env, cwd: tmpdir() });
  const lines = `${printed.stdout}\n${printed.stderr}`.split('\n');
  const answer = lines.find((line) => line.startsWith('answer '))?.slice('answer '.length) ?? '';
  return {
    answer: JSON.parse(answer) as unknown,
    lines: lines.filter((line) => line.startsWith('{')).map((line) => Line.parse(JSON.parse(line))),
  };
}
