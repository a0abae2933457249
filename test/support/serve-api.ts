import { closedPort } from '../http/loopback-server.ts';
import type { Sandbox } from './sandbox.ts';

/** `jobwatch serve` while it runs on a free port: its address, what it says, and how to end it. */
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
