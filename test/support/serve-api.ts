import { closedPort } from '../http/loopback-server.ts';
import type { Desk } from './desks.ts';

/** `jobwatch api` while it runs on a free port: its address, what it says, and how to end it. */
export async function serveApi(desk: Desk, env: Record<string, string>, flags: string[] = []) {
  const interruption = new AbortController();
  const port = await closedPort();
  let heardSoFar = '';
  const wanted = new Set<() => void>();
  const untilHeard = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (heardSoFar.includes(text)) resolve();
      };
      wanted.add(look);
      look();
    });
  const listening = untilHeard('curl');
  const ran = desk.run(['api', '--port', String(port), ...flags], {
    env,
    interrupted: interruption.signal,
    heard: (text) => {
      heardSoFar += text;
      for (const look of wanted) look();
    },
  });
  await Promise.race([listening, ran]);
  const end = () => {
    interruption.abort();
    return ran;
  };
  return { port, untilHeard, end };
}
