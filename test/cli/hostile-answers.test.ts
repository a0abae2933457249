import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useSandbox } from '../support/sandbox.ts';

/** A title for the window, a color of C1, a text turned around, a line of JavaScript's own. */
const hostile = '\u001b]0;x\u0007\u009b31m\u202eevil\u2066\u200f\r\u2028\u0085y\u007f';
const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

const sandbox = useSandbox();

/** An API, or a cloud, that answers everything alike. */
async function answering(status: number, body: unknown): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Expected a port.');
  return `http://127.0.0.1:${address.port}`;
}

const env = { JOBWATCH_API_KEY: '0123456789abcdef', OS_TOKEN: 'x', OS_PROJECT_ID: '0123456789abcdef' };
const watch = { id: `sdrs-${hostile}`, status: 'failed', started_at: `2026${hostile}`, job_status: hostile };
const notified = { ...watch, error: hostile, cause: hostile, ended_at: hostile };
const problem = (status: number) => ({
  type: 'about:blank',
  title: 'x',
  status,
  detail: `no ${hostile}`,
  problems: [{ path: hostile, message: hostile }],
});

describe('an answer that steers the terminal is shown without its controls', () => {
  it.each<[string, string[], number, unknown]>([
    ['a list', ['list'], 200, { watches: [watch] }],
    ['a list as JSON', ['list', '--output', 'json'], 200, { watches: [watch] }],
    ['one watch', ['show', 'sdrs-x-0123456789abcdef'], 200, notified],
    ['one watch as JSON', ['show', 'sdrs-x-0123456789abcdef', '--output', 'json'], 200, notified],
    ['an error', ['show', 'sdrs-x-0123456789abcdef'], 403, problem(403)],
    ['a start', ['start', 'abcdefgh'], 200, { answer: 'ended', watch }],
    ['a start that is waited for', ['start', 'abcdefgh', '--wait'], 200, { answer: 'ended', watch }],
    ['a start as JSON', ['start', 'abcdefgh', '--output', 'json'], 200, { answer: 'ended', watch }],
    ['a refused start', ['start', 'abcdefgh'], 422, problem(422)],
  ])('of an API: %s', async (...[, args, status, body]) => {
    const { out, err } = await sandbox.run([...args, '--api', await answering(status, body)], { env });
    expect(out + err).toMatch(/evil|sdrs-|no /);
    expect(out + err).not.toMatch(steering);
  });

  it('of the cloud, as JSON with the same value for a program', async () => {
    const job = { job_id: 'abcdefgh', status: 'FAIL', error_code: 'A.1', fail_reason: `why ${hostile}` };
    const endpoint = await answering(200, { ...job, job_type: hostile, entities: { [hostile]: hostile } });
    const { out, err } = await sandbox.run(
      ['watch', 'abcdefgh', '--endpoint', endpoint, '--output', 'json'],
      {
        env,
      },
    );
    expect(out + err).not.toMatch(steering);
    const end = JSON.parse(out.trim().split('\n').at(-1) ?? '');
    expect(end.job.fail_reason).toContain('\u202eevil');
  });
});

describe('an input that steers the terminal is shown without its controls', () => {
  it.each<[string, string[]]>([
    ['a job id', ['watch', hostile]],
    ['a deadline', ['watch', 'abcdefgh', '--region', 'eu-de', '--deadline', hostile]],
    ['a label', ['watch', 'abcdefgh', '--region', 'eu-de', '--label', hostile]],
    ['an account', ['watch', 'abcdefgh', '--account', hostile]],
    ['an unknown flag', ['watch', `--${hostile}`]],
    ['an unknown command', [hostile]],
  ])('%s', async (_, args) => {
    const { code, err } = await sandbox.run(args, { env });
    expect(code).toBe(2);
    expect(err).not.toMatch(steering);
  });

  it('a job id on standard input', async () => {
    const input = JSON.stringify({ job_id: hostile });
    const { err } = await sandbox.run(['watch', '-', '--region', 'eu-de'], { env, input });
    expect(err).toContain('found "\\u001b]0;x\\u0007\\u009b31m\\u202eevil');
    expect(err).not.toMatch(steering);
  });
});
