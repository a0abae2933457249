import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { defineHandler, type Host } from '../../lib/lambda/define-handler.ts';
import type { Facts } from '../../lib/lambda/log.ts';
import { SecretUnavailable, WrongConfiguration, WrongInput } from '../../lib/watch/errors.ts';

const invocation = { awsRequestId: 'request-1', functionName: 'poll-job' };
const event = { watch: { id: 'sdrs-1' }, note: 'a payload that must not be logged' };

const Input = z.strictObject({ watch: z.strictObject({ id: z.string() }), note: z.string() });
const Output = z.strictObject({ length: z.number() });

function makeHost(env: Host['env'] = {}) {
  const lines: { level: string; message: string; facts: Facts }[] = [];
  let time = 1_000;
  const host = {
    env,
    log: {
      info: (message, facts) => lines.push({ level: 'info', message, facts }),
      error: (message, facts) => lines.push({ level: 'error', message, facts }),
    },
    now: () => {
      time += 7;
      return time;
    },
  } satisfies Host;
  return { host, lines };
}

type Ports = { factor: number };

function makeHandler(
  host: Host,
  parts: {
    wire?: (host: Host) => Ports | Promise<Ports>;
    run?: (input: { note: string }, ports: Ports) => { length: number } | Promise<{ length: number }>;
  } = {},
) {
  return defineHandler(
    {
      input: Input,
      output: Output,
      wire: parts.wire ?? (() => ({ factor: 2 })),
      run: parts.run ?? (({ note }, { factor }) => ({ length: note.length * factor })),
      facts: ({ length }) => ({ length }),
    },
    host,
  );
}

describe('a handler', () => {
  it('returns the result of run for the event and the ports', async () => {
    const handler = makeHandler(makeHost().host);
    await expect(handler(event, invocation)).resolves.toEqual({ length: 2 * event.note.length });
  });

  it('wires once, at the first event, with the environment', async () => {
    const seen: unknown[] = [];
    const { host } = makeHost({ FACTOR: '3' });
    const handler = makeHandler(host, {
      wire: ({ env }) => {
        seen.push(env['FACTOR']);
        return { factor: 3 };
      },
    });
    expect(seen).toEqual([]);
    await Promise.all([handler(event, invocation), handler(event, invocation)]);
    await handler(event, invocation);
    expect(seen).toEqual(['3']);
  });

  it.each([
    ['throws', () => raise(new WrongConfiguration('JOBWATCH_CONFIG: missing'))],
    ['rejects', async () => raise(new WrongConfiguration('JOBWATCH_CONFIG: missing'))],
  ])('wires again at the next event after a wiring that %s', async (_, fail) => {
    let wirings = 0;
    const handler = makeHandler(makeHost().host, {
      wire: () => {
        wirings += 1;
        return wirings === 1 ? fail() : { factor: 1 };
      },
    });
    await expect(handler(event, invocation)).rejects.toMatchObject({ name: 'WrongConfiguration' });
    await expect(handler(event, invocation)).resolves.toEqual({ length: event.note.length });
    expect(wirings).toBe(2);
  });

  it('refuses an invalid event before it wires, with every problem and the cause', async () => {
    const handler = makeHandler(makeHost().host, { wire: () => raise(new Error('wired')) });
    const error = await handler({ watch: {}, extra: 1 }, invocation).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongInput);
    expect(error).toMatchObject({
      name: 'WrongInput',
      message: expect.stringMatching(/watch\.id: .+; note: .+; extra: unknown key/),
      cause: expect.any(z.ZodError),
    });
  });

  it('refuses to return a result that does not match its schema', async () => {
    const handler = makeHandler(makeHost().host, { run: () => ({ length: Number.NaN }) });
    await expect(handler(event, invocation)).rejects.toThrow(/does not match its schema: length: /);
  });

  it('throws the error of run unchanged', async () => {
    const broken = new SecretUnavailable('ssm:/a could not be read', { cause: new Error('down') });
    const handler = makeHandler(makeHost().host, { run: () => raise(broken) });
    await expect(handler(event, invocation)).rejects.toBe(broken);
  });

  it('cuts a long error to fit into the state of a machine, and keeps its name', async () => {
    const broken = Object.assign(new SyntaxError('"'.repeat(50_000)), { stack: '"\n'.repeat(50_000) });
    const handler = makeHandler(makeHost().host, { run: () => raise(broken) });
    const thrown = await handler(event, invocation).catch((error: unknown) => error);
    if (!(thrown instanceof Error)) throw new TypeError('expected an error');
    const { name, message, stack = '' } = thrown;
    const cause = JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
    expect(name).toBe('SyntaxError');
    expect(jsonBytes({ Error: name, Cause: cause })).toBeLessThanOrEqual(4_096);
  });
});

describe('a huge event', () => {
  it('is refused for its depth before the schema overflows the stack', async () => {
    const deep = JSON.parse(`${'{"note":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    await expect(makeHandler(makeHost().host)(deep, invocation)).rejects.toThrow('more than 128 levels');
  });

  it('with 100,000 problems writes a log line of limited length', async () => {
    const { host, lines } = makeHost();
    const Strict = z.strictObject({ Records: z.array(z.string()) });
    const handler = defineHandler(
      { input: Strict, output: z.unknown(), wire: () => ({}), run: () => 1, facts: () => ({}) },
      host,
    );
    const wrong = { Records: Array.from({ length: 100_000 }, () => 1) };
    await expect(handler(wrong, invocation)).rejects.toThrow('Records[0]: expected string, found number');
    expect(JSON.stringify(lines).length).toBeLessThan(50_000);
  });
});

describe('the log of a handler', () => {
  const about = { correlation_id: 'sdrs-1', function: 'poll-job', request_id: 'request-1' };

  it('contains the start and the result, with the id of the watch', async () => {
    const { host, lines } = makeHost();
    await makeHandler(host)(event, invocation);
    expect(lines).toEqual([
      { level: 'info', message: 'started', facts: about },
      {
        level: 'info',
        message: 'done',
        facts: { ...about, length: 2 * event.note.length, duration_ms: 7 },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(event.note);
  });

  it('contains the error with its causes', async () => {
    const { host, lines } = makeHost();
    const cause = new Error('no route', { cause: new TypeError('reset') });
    const run = () => raise(new SecretUnavailable('ssm:/a could not be read', { cause }));
    await expect(makeHandler(host, { run })(event, invocation)).rejects.toThrow();
    expect(lines[1]).toMatchObject({
      level: 'error',
      message: 'failed',
      facts: {
        ...about,
        error_name: 'SecretUnavailable',
        error_code: 'SECRET_UNAVAILABLE',
        error_message: 'ssm:/a could not be read',
        caused_by: ['Error: no route', 'TypeError: reset'],
      },
    });
    expect(JSON.stringify(lines)).not.toContain(event.note);
  });

  it.each([
    [{ watch: { id: 'w' } }, 'w'],
    [{ notification: { watch: { id: 'w' } }, delivery: {} }, 'w'],
    [{ 'detail-type': 'Step Functions Execution Status Change', detail: { name: 'w' } }, 'w'],
    [{ Records: [] }, undefined],
    [null, undefined],
  ])('for %j has the correlation id %s', async (given, id) => {
    const { host, lines } = makeHost();
    await makeHandler(host)(given, invocation).catch(() => undefined);
    expect(lines[0]?.facts['correlation_id']).toBe(id);
  });

  it('contains a line for a thrown value that is not an error', async () => {
    const { host, lines } = makeHost();
    await expect(makeHandler(host, { run: () => raise('a string') })(event, invocation)).rejects.toBe(
      'a string',
    );
    expect(lines[1]?.facts['error_message']).toBe('the thrown value is not an error');
  });
});

function raise(error: unknown): never {
  throw error;
}
