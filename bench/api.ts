import { makeApi } from '../lib/api/app.ts';
import type { ApiPorts } from '../lib/api/ports.ts';
import { Secret } from '../lib/watch/ports/secret.ts';
import type { WatchView } from '../lib/watch/watch-view.ts';
import type { Benchmark } from './benchmark.ts';
import { figure, table, times } from './table.ts';
import { median } from './timing.ts';

const key = 'a-key-of-the-benchmark';
const started = '2026-01-01T00:00:00.000Z';

/** `npm run bench api`: measures the HTTP API alone, with watches that cost no time. */
export const api: Benchmark = {
  about: 'requests per second of the HTTP API on one core, without network and AWS',
  run: () => apiReport({ batches: 15, callsPerBatch: 400 }),
};

/**
 * Reports the rate of each kind of request. The batches of the kinds alternate, as in timing.ts. The ratio is
 * to `GET /healthz`, the cheapest request.
 */
export async function apiReport(rounds: { batches: number; callsPerBatch: number }): Promise<string> {
  const app = makeApi(ports);
  const rates = new Map(Object.keys(requests).map((name) => [name, [] as number[]]));
  for (let batch = 0; batch <= rounds.batches; batch += 1) {
    for (const [name, request] of Object.entries(requests)) {
      const rate = await requestsPerSecond(app, request, rounds.callsPerBatch);
      // The first batch warms up and does not count.
      if (batch > 0) rates.get(name)?.push(rate);
    }
  }
  const least = median(rates.get('GET /healthz') ?? []);
  const rows = [...rates].map(([name, measured]) => {
    const rate = median(measured);
    return [name, figure(rate), figure(1_000_000 / rate), times(least / rate)];
  });
  return `${table(['request', 'requests/s', 'µs', '× time'], rows)}

Median of ${rounds.batches} batches of ${rounds.callsPerBatch} sequential requests.`;
}

async function requestsPerSecond(
  app: ReturnType<typeof makeApi>,
  { status, ...request }: ApiRequest,
  calls: number,
): Promise<number> {
  const began = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const answer = await app.request(request.path, request);
    if (answer.status !== status) {
      throw new TypeError(`${request.path}: expected ${status}, found ${answer.status}`);
    }
    await answer.body?.cancel();
  }
  return (calls * 1_000) / (performance.now() - began);
}

type ApiRequest = RequestInit & { path: string; status: number };

const watchRequest = {
  job_id: 'ff80808288a1c57d0188a1dd0a0f0012',
  project_id: '5dd3c0b24cdc4d31952c49589182a89d',
};
const view: WatchView = {
  id: 'sdrs-ff80808288a1c57d-0f1e2d3c4b5a6978',
  status: 'running',
  started_at: started,
};

const ports: ApiPorts = {
  startWatch: async () => ({ answer: 'started', watch: view }),
  getWatch: async () => view,
  listWatches: async () => ({ watches: Array.from({ length: 20 }, () => view) }),
  stopWatch: async () => 'stopped',
  keys: async () => [new Secret(key), new Secret('another-key-while-one-is-replaced')],
  signing: async () => [],
  messages: {
    reserve: async () => true,
    wasHandled: async () => false,
    remember: async () => {},
    release: async () => {},
  },
  // High enough that no request of the benchmark is refused.
  ratePerMinute: 1_000_000_000,
  now: () => Date.parse(started),
  onTrouble: (what) => {
    throw new TypeError(what);
  },
};

const authorization = { authorization: `Bearer ${key}` };
const post = (body: unknown) => ({
  path: '/v1/watches',
  method: 'POST',
  headers: { ...authorization, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const requests: Record<string, ApiRequest> = {
  'GET /healthz': { path: '/healthz', status: 200 },
  'GET /v1/watches with a wrong key': {
    path: '/v1/watches',
    status: 401,
    headers: { authorization: 'Bearer x' },
  },
  'GET /v1/watches/{id}': { path: `/v1/watches/${view.id}`, status: 200, headers: authorization },
  'GET /v1/watches (20)': { path: '/v1/watches', status: 200, headers: authorization },
  'POST /v1/watches': { ...post(watchRequest), status: 202 },
  'POST /v1/watches (100)': { ...post(Array.from({ length: 100 }, () => watchRequest)), status: 202 },
  'POST /v1/watches with a wrong body': { ...post({ job: 1 }), status: 400 },
};
