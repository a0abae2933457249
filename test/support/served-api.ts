import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Desk } from './desks.ts';
import { type SimulatedCloud, token } from './simulated-cloud.ts';

export const apiKey = 'a-key-of-the-tests-0123456789';
/** The configuration of one account, in the simulated cloud. */
export const accountsOf = (cloud: SimulatedCloud): string => `accounts:
  - id: otc
    cloud: otc
    region: eu-de
    project_id: ${cloud.projectId}
    endpoint: ${cloud.url}
    credentials: { kind: token, token: 'env:OS_TOKEN' }
`;
export const withKey = "api: { keys: ['env:KEY'], rate_per_minute: 1000 }\n";
export const apiEnv = { OS_TOKEN: token, KEY: apiKey };

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `jobwatch api` while it runs: its address, how to call it, and how to end it. */
export async function serveApi(desk: Desk, cloud: SimulatedCloud) {
  await desk.write('jobwatch.yaml', accountsOf(cloud) + withKey);
  const interruption = new AbortController();
  const port = await freePort();
  let ran: ReturnType<Desk['run']> | undefined;
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
  ran = desk.run(['api', '--port', String(port)], {
    env: apiEnv,
    interrupted: interruption.signal,
    heard: (text) => {
      heardSoFar += text;
      for (const look of wanted) look();
    },
  });
  await Promise.race([listening, ran]);
  const call = async (
    path: string,
    {
      method = 'GET',
      body,
      authorization = `Bearer ${apiKey}`,
    }: {
      method?: string;
      body?: unknown;
      authorization?: string;
    } = {},
  ) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };
  const end = () => {
    interruption.abort();
    return ran;
  };
  return { port, call, untilHeard, end };
}
