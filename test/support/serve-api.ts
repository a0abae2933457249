import { closedPort } from '../http/loopback-server.ts';
import type { Sandbox } from './sandbox.ts';

/** Runs `jobwatch serve` on a free port. `untilHeard` waits for a text in its output; `end` interrupts it. */
export async function serveApi(sandbox: Sandbox, env: Record<string, string>, flags: string[] = []) {
  const interruption = new AbortController();
  const port = await closedPort();
  let heardSoFar = '';
  const wanted = new Set<() => void>();
  const untilHeard = (text: string) =>
    new Promise<void>((resolve) => {
      const poll = () => {
        if (heardSoFar.includes(text)) resolve();
      };
      wanted.add(poll);
      poll();
    });
  const listening = untilHeard('curl');
  const ran = sandbox.run(['serve', '--port', String(port), ...flags], {
    env,
    interrupted: interruption.signal,
    heard: (text) => {
      heardSoFar += text;
      for (const poll of wanted) poll();
    },
  });
  await Promise.race([listening, ran]);
  const end = () => {
    interruption.abort();
    return ran;
  };
  return { port, untilHeard, end };
}
