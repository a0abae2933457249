import type { Sandbox } from './sandbox.ts';
import { serveApi } from './serve-api.ts';
import { type SimulatedCloud, token } from './simulated-cloud.ts';

export const apiKey = 'a-key-of-the-tests-0123456789';

/** Returns a configuration with one account in the simulated cloud. */
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

/** Runs `jobwatch serve` with one account and one key. `call` sends a request to it. */
export async function serveWithKey(sandbox: Sandbox, cloud: SimulatedCloud, flags: string[] = []) {
  await sandbox.write('jobwatch.yaml', accountsOf(cloud) + withKey);
  const { port, untilHeard, end } = await serveApi(sandbox, apiEnv, flags);
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
  return { port, call, untilHeard, end };
}
