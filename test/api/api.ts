import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { makeApi } from '../../lib/api/app.ts';
import { makeHandledMessages } from '../../lib/api/handled-messages.ts';
import { makeOpenapi } from '../../lib/api/openapi.ts';
import type { ApiPorts } from '../../lib/api/ports.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { makePretendWatches } from './pretend-watches.ts';

export const key = 'a-key-of-the-tests-0123456789';
export const secondKey = 'another-key-of-the-tests-98765';
export const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const now = Date.parse('2026-11-24T08:00:00.000Z');

/** A request of a test: everything that differs from a GET with a valid key. */
export interface Asked {
  method?: string;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** The bearer key; `null` for none. */
  bearer?: string | null;
  peer?: string;
}

/** A response. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the response was verified before.
  json: any;
}

/** Makes the app on fake watches. Each call verifies its response against the OpenAPI document. */
export function makeTestApi(overrides: Partial<ApiPorts> = {}) {
  const watches = makePretendWatches(() => now);
  const logged: string[] = [];
  const ports: ApiPorts = {
    ...watches,
    keys: async () => [new Secret(key), new Secret(secondKey)],
    signing: async () => [new Secret(signingSecret)],
    messages: makeHandledMessages(makeInMemoryStore(() => now)),
    ratePerMinute: 100_000,
    now: () => now,
    onTrouble: (what, error) => logged.push(`${what}: ${error instanceof Error ? error.message : error}`),
    ...overrides,
  };
  const app = makeApi(ports);
  const call = async (path: string, asked: Asked = {}): Promise<Reply> => {
    const { method = 'GET', body, bearer = key, peer = '192.0.2.1' } = asked;
    const headers = {
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...asked.headers,
    };
    const init = { method, headers, ...(body !== undefined && { body: Buffer.from(body) }) };
    const response = await app.request(path, init, {
      incoming: { socket: { remoteAddress: peer } },
    });
    const text = await response.text();
    const reply = { status: response.status, headers: response.headers, text, json: jsonOf(text) };
    expectDocumented(method, path, reply);
    return reply;
  };
  const post = (body: unknown, path = '/v1/watches', asked: Asked = {}) =>
    call(path, { method: 'POST', body: JSON.stringify(body), ...asked });
  return { app, ports, call, post, logged, kept: watches.kept };
}

const jsonOf = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

type Part = Record<string, unknown>;
const document = JSON.parse(JSON.stringify(makeOpenapi()));
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ ...document, $id: 'api' });

/** Returns the operation of a request, or undefined if the document has none. */
function operationOf(method: string, path: string): { pointer: string; operation: Part } | undefined {
  const [pathname = ''] = path.split('?');
  const verb = (method === 'HEAD' ? 'GET' : method).toLowerCase();
  const template = pathname.replace(/^\/v1\/watches\/[^/]+$/, '/v1/watches/{id}');
  const operation = document.paths[template]?.[verb];
  const escaped = template.replaceAll('/', '~1').replace('{', '%7B').replace('}', '%7D');
  return operation && { operation, pointer: `api#/paths/${escaped}/${verb}` };
}

/** Fails for a response whose status, content type or shape is not in the document. */
export function expectDocumented(method: string, path: string, { status, headers, text, json }: Reply): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const found = operationOf(method, path);
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (found === undefined) {
    expect([401, 404, 405, 413, 429]).toContain(status);
    if (method !== 'HEAD') expectShape('api#/components/schemas/Problem', json);
    return;
  }
  const { operation, pointer } = found;
  const responses = operation['responses'] as Record<string, { headers?: Part; content?: Part }>;
  expect(Object.keys(responses)).toContain(String(status));
  const response = responses[String(status)];
  for (const name of headers.keys()) {
    expect(
      ['content-type', ...Object.keys(response?.headers ?? {})].map((one) => one.toLowerCase()),
    ).toContain(name);
  }
  if (response?.content === undefined) expect(text).toBe('');
  else if (method !== 'HEAD') {
    expect(Object.keys(response.content)).toContain(type);
    expectShape(`${pointer}/responses/${status}/content/${type.replaceAll('/', '~1')}/schema`, json);
  }
}

function expectShape(pointer: string, json: unknown): void {
  const validate = ajv.getSchema(pointer);
  expect(validate, `no schema at ${pointer}`).toBeDefined();
  expect(validate?.(json), JSON.stringify([json, validate?.errors])).toBe(true);
}
