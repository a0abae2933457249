import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a command to its end. Answers with what it printed; rejects with that where it failed. */
export async function runCommand(
  command: readonly [string, ...string[]],
  env: Record<string, string | undefined>,
): Promise<string> {
  const [file, ...parameters] = command;
  const running = spawn(file, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = Promise.all([text(running.stdout), text(running.stderr)]);
  const code = await new Promise((resolve, reject) => {
    running.once('error', reject);
    running.once('close', resolve);
  });
  const output = (await printed).join('\n');
  if (code !== 0) throw new Error(`${command.join(' ')} failed (${code}):\n${output}`);
  return output;
}
