import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartQuery } from '../../lib/api/questions.ts';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { nextWaitSeconds } from '../../lib/polling/next-wait.ts';
import { presets } from '../../lib/polling/presets.ts';
import { stoppedOnPurpose } from '../../lib/watch/report-lost-watch.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { blocksOf, shellLines, type Trials, tryCommand } from './document-commands.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const cli = join(root, 'lib/cli/main.ts');
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const run = promisify(execFile);

/** What the demo prints, with what differs between runs made alike. */
const alike = (line: string): string =>
  line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b/g, 'ID').replace(/\d\d:\d\d:\d\d/g, 'TIME');

let demo = '';

beforeAll(async () => {
  demo = (await run(process.execPath, [cli, 'demo'], { cwd: root })).stdout;
}, 30_000);

describe('the README', () => {
  it('has less than 250 lines', () => {
    expect(readme.split('\n').length).toBeLessThan(250);
  });

  it('links only to what is there', () => {
    const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
    expect(targets.length).toBeGreaterThan(5);
  });

  it('shows what the demo prints', () => {
    const printed = new Set(demo.split('\n').map(alike));
    const shown = blocksOf(readme, 'text').flatMap((block) => block.split('\n').map(alike));
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((line) => !printed.has(line))).toEqual([]);
  });

  it('gives the polls of each preset in 24 hours', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \|.*\| ([\d,]+) \|$/gm)];
    expect(rows.map(([, name, polls]) => [name, Number(polls?.replace(',', ''))])).toEqual(
      Object.entries(presets).map(([name, policy]) => [name, pollsInADay(policy)]),
    );
  });

  it('shows a configuration that is right', () => {
    const [yaml] = blocksOf(readme, 'yaml');
    expect(readConfiguration(yaml ?? '', 'README.md').destinations).toHaveLength(2);
  });
});

function pollsInADay(policy: (typeof presets)['balanced' | 'prompt' | 'thrifty']): number {
  const deadlineAt = 86_400_000;
  let polls = 1;
  for (let now = 0; now < deadlineAt; polls++) {
    now += nextWaitSeconds({ policy, jobId: 'abcdefgh', polls, now, beganAt: 0, deadlineAt }) * 1_000;
  }
  return polls;
}

/** How each command of the README is tried here. */
const trials: Trials = [
  [/^npm ci && npm (start|test)$/, (command) => hasScript(command.split(' ').at(-1))],
  [/^npm run package$/, () => hasScript('package')],
  [/^npm pack$/, () => expect(existsSync(tarball)).toBe(true)],
  [/^npx --yes --package=\.\/sdrs-job-watcher-[\d.]+\.tgz jobwatch --help$/, isPackedVersion],
  [/^cp (\S+) jobwatch\.yaml$/, () => expect(existsSync(join(root, 'jobwatch.example.yaml'))).toBe(true)],
  [/^npm run jobwatch -- check$/, () => succeeds(['check', '--config', 'jobwatch.example.yaml'])],
  [/^npm run jobwatch -- redrive$/, () => succeeds(['redrive'])],
  [/^npm run jobwatch -- render --kind slack$/, () => succeeds(['render', '--kind', 'slack'])],
  [/^npm run jobwatch -- test-notification dr-team$/, () => succeeds(['test-notification', '--help'])],
  [/^npm run jobwatch -- watch --help$/, () => succeeds(['watch', '--help'])],
  [/^export OS_TOKEN=/, (command) => expect(command).toMatch(/OS_PROJECT_ID=\S+ OS_REGION_NAME=/)],
  [/^npm run jobwatch -- watch [0-9a-f]{32}$/, triesInSimulator],
  [/^npm run jobwatch -- simulate$/, () => expect(simulated.length).toBeGreaterThan(10)],
  [/^curl .*\| npm run --silent jobwatch -- watch - --output json \| tail -n 1 \| jq -r \.outcome$/, pipes],
  [/^curl https:\/\/…\/v1\/watches -H "Authorization: Bearer \$KEY" --json /, isWatchRequest],
  [/^npx serverless deploy --region/, () => expect(existsSync(join(root, 'serverless.yml'))).toBe(true)],
  [/^aws (secretsmanager create-secret|events put-events) /, isAwsCommand],
  [/^aws sqs send-message .* --message-body '/, isWatchRequest],
  [/^aws stepfunctions start-execution .* --input '/, isWatchRequest],
  [
    /^curl .*\| curl "https:\/\/…\/v1\/watches\?project_id=…" /,
    () => expect(StartQuery.shape).toHaveProperty('project_id'),
  ],
  [/^curl .*\| jobwatch watch -$/, pipes],
  [/^jobwatch start /, hasItsOptions],
  [
    /^aws stepfunctions stop-execution --error (\w+) /,
    (command) => expect(command).toContain(stoppedOnPurpose),
  ],
];

/** The command that a row of a table gives to copy, if it gives one. */
const rowCommands = [...readme.matchAll(/^\|.*\| `((?:aws|curl|jobwatch) .+?)` \|$/gm)].map(([, command]) =>
  (command ?? '').replaceAll('\\|', '|'),
);
const commands = [...shellLines(readme), ...rowCommands];
let simulator: ReturnType<typeof spawn>;
const simulated: string[] = [];

let elsewhere = '';
let tarball = '';
beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'readme-'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', elsewhere], { cwd: root });
  tarball = join(elsewhere, stdout.trim().split('\n').at(-1) ?? '');
}, 60_000);

beforeAll(async () => {
  simulator = spawn(process.execPath, [cli, 'simulate'], { cwd: root });
  for await (const line of createInterface({ input: simulator.stdout! })) {
    simulated.push(line);
    if (line.endsWith('goes-back')) break;
  }
}, 20_000);

afterAll(async () => {
  simulator.kill();
  await rm(elsewhere, { recursive: true, force: true });
});

describe('a command of the README', () => {
  it('stands in the table of ways too', () => {
    expect(rowCommands).toHaveLength(7);
  });

  it.each(commands)('%s', { timeout: 20_000 }, (command) => tryCommand(trials, command));
});

function hasScript(name: string | undefined): void {
  expect(scripts).toHaveProperty(name ?? '');
}

/** Installs the tarball as a person would, in a folder that has nothing else, from no registry. */
async function isPackedVersion(command: string): Promise<void> {
  expect(command).toContain(basename(tarball));
  const words = command.replace(`./${basename(tarball)}`, tarball).split(' ');
  const { stdout } = await run(words[0] ?? '', words.slice(1), {
    cwd: elsewhere,
    env: { ...process.env, npm_config_cache: join(elsewhere, 'cache'), npm_config_offline: 'true' },
  });
  expect(stdout).toMatch(/^Usage: jobwatch /);
}

/** What is posted is a watch request once its ids are filled in. */
function isWatchRequest(command: string): void {
  const body = /--(?:json|message-body|input) '(.*)'$/.exec(command)?.[1] ?? '';
  const [jobId, projectId] = ['0'.repeat(32), '1'.repeat(32)];
  const filled = JSON.parse(body.replace('…', jobId).replace('…', projectId));
  expect(WatchRequest.parse(filled)).toMatchObject({ job_id: jobId, project_id: projectId });
}

async function hasItsOptions(command: string): Promise<void> {
  const [, name = '', ...words] = command.split(' ');
  const { stdout } = await run(process.execPath, [cli, name, '--help'], { cwd: root });
  const options = words.filter((word) => word.startsWith('--'));
  expect(options.length).toBeGreaterThan(0);
  expect(options.filter((option) => !stdout.includes(`  ${option} `))).toEqual([]);
}

async function succeeds(args: string[]): Promise<void> {
  const env = { ...process.env, XDG_STATE_HOME: join(elsewhere, 'state') };
  const { stdout } = await run(process.execPath, [cli, ...args], { cwd: root, env });
  expect(stdout).not.toBe('');
}

/** What `simulate` prints to type: the variables, and the job that has failed already. */
function printed(): { env: Record<string, string>; args: string[] } {
  const exported = simulated.find((line) => line.includes('export ')) ?? '';
  const typed = simulated.find((line) => /^ +jobwatch watch /.test(line)) ?? '';
  const variables = [...exported.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  return { env: Object.fromEntries(variables), args: typed.trim().split(' ').slice(1) };
}

const exitOf = async (running: Promise<unknown>): Promise<{ code?: number; stdout?: string }> =>
  running.then(
    () => ({ code: 0 }),
    (error: { code?: number; stdout?: string }) => error,
  );

async function triesInSimulator(): Promise<void> {
  const { env, args } = printed();
  const { code, stdout } = await exitOf(
    run(process.execPath, [cli, ...args], { cwd: root, env: { ...process.env, ...env } }),
  );
  expect(stdout).toContain('Create protected instance failed: SDRS.0406');
  expect(code).toBe(1);
}

async function pipes(): Promise<void> {
  const { env, args } = printed();
  const [, jobId, ...endpoint] = args;
  const script = `echo '{"job_id":"${jobId}"}' | "${process.execPath}" "${cli}" watch - ${endpoint.join(' ')} --output json | tail -n 1`;
  const { stdout } = await run('sh', ['-c', script], { cwd: root, env: { ...process.env, ...env } });
  expect(JSON.parse(stdout)).toMatchObject({ event: 'end', outcome: 'failed' });
  const shown = readme.match(/\{"event":"end",.*?\}(?=`)/)?.[0] ?? '';
  expect(Object.keys(JSON.parse(shown.replaceAll('…', '')))).toEqual(Object.keys(JSON.parse(stdout)));
}

function isAwsCommand(command: string): void {
  const json = /'([[{].*[\]}])'/.exec(command)?.[1] ?? '';
  const value = JSON.parse(json);
  if (command.includes('put-events')) {
    expect(value[0].DetailType).toBe('SDRS Job Created');
    expect(Object.keys(JSON.parse(value[0].Detail))).toEqual(['job_id', 'project_id']);
  } else {
    expect(Object.keys(value)).toEqual(['access_key', 'secret_key']);
  }
}
