import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { type SimulatedCloud, startSimulatedCloud, user } from '../support/simulated-cloud.ts';
import { snippets } from './recipe-document.ts';

/** A machine that runs the scripts of pipelines: it has failover.sh, and variables of a simulated cloud. */
export interface Pipeline {
  cloud: SimulatedCloud;
  /** Variables that point to the cloud, with the names in the recipes. */
  variables: Record<string, string>;
  /** The POST requests to SDRS: path and body. */
  calls: string[];
  /** Runs a script. Its SDRS call starts an ended job with this story, or is refused without a story. */
  run: (story: StoryName | undefined, script: string, more?: RunOptions) => Promise<Ran>;
  close: () => Promise<void>;
}

export interface RunOptions {
  /** Further variables, which override `variables`. */
  variables?: Record<string, string>;
  /** The command that runs the script, by default as GitHub and GitLab do. */
  shell?: readonly string[];
}

export interface Ran {
  jobId: string | undefined;
  code: number | null;
  out: string;
  err: string;
  /** The calls of the stand-in commands, with their arguments. */
  commands: string[];
}

const main = join(import.meta.dirname, '../../lib/cli/main.ts');
const bash = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'];
const record = 'printf "%s\\n" "$(basename "$0") $*" >> "$COMMANDS"';

/** Stand-ins for commands that change the machine or use the network. `aws` prints PUT_EVENTS_ANSWER. */
const standIns: Record<string, string> = {
  jobwatch: `exec "${process.execPath}" "${main}" "$@"`,
  npm: record,
  'apt-get': record,
  aws: `${record}\nprintf "%s" "$PUT_EVENTS_ANSWER"`,
};

export async function startPipeline(): Promise<Pipeline> {
  const cloud = await startSimulatedCloud();
  const sdrs = await startSdrs(cloud);
  const folder = await mkdtemp(join(tmpdir(), 'recipes-'));
  const [bin, work] = [join(folder, 'bin'), join(folder, 'work')];
  await Promise.all([mkdir(bin), mkdir(work)]);
  for (const [name, script] of Object.entries(standIns)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  await writeFile(join(work, 'failover.sh'), snippets('The call', 'sh')[0] ?? '');
  const log = join(folder, 'commands');
  const variables = {
    GROUP_ID: 'a-group',
    SDRS_ENDPOINT: sdrs.url,
    OS_AUTH_URL: `${cloud.url}/v3`,
    OS_PROJECT_ID: cloud.projectId,
    OS_USER_DOMAIN_NAME: user.domain,
    OS_USERNAME: user.name,
    OS_PASSWORD: user.password,
  };
  const run: Pipeline['run'] = async (story, script, { variables: more, shell = bash } = {}) => {
    const jobId = story && cloud.endedJob(story);
    sdrs.nextJob(jobId);
    await writeFile(log, '');
    const path = `${bin}:${process.env['PATH']}`;
    const env = { PATH: path, HOME: folder, COMMANDS: log, ...variables, ...more };
    const [command = '', ...args] = shell;
    const child = spawn(command, [...args, script], { cwd: work, env });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { jobId, code, out, err, commands: (await readFile(log, 'utf8')).split('\n').slice(0, -1) };
  };
  return {
    cloud,
    variables,
    run,
    calls: sdrs.calls,
    close: async () => {
      await Promise.all([cloud.close(), sdrs.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** The answer of SDRS if it starts no job. */
const refusal = { error: { code: 'SDRS.0205', message: 'The protection group does not exist.' } };

/** Starts an SDRS with the jobs of the simulated cloud. It accepts the same tokens. */
async function startSdrs(cloud: SimulatedCloud) {
  const calls: string[] = [];
  let jobId: string | undefined;
  const ask = async (path: string, token: unknown) => {
    const answer = await fetch(cloud.url + path, { headers: { 'x-auth-token': String(token) } });
    return { status: answer.status, body: await answer.text() };
  };
  const act = async (call: string, token: unknown) => {
    const asked = await ask(`/v1/${cloud.projectId}/jobs/${jobId}`, token);
    if (asked.status === 401) return asked;
    calls.push(call);
    if (jobId === undefined) return { status: 400, body: JSON.stringify(refusal) };
    return { status: 200, body: JSON.stringify({ job_id: jobId }) };
  };
  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request;
    const token = headers['x-auth-token'];
    const answer =
      method === 'POST' ? await act(`${url} ${await text(request)}`, token) : await ask(url, token);
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    nextJob: (next: string | undefined) => {
      jobId = next;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
