import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollingReport } from '../../bench/polling.ts';
import { StartQuery } from '../../lib/api/requests.ts';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { nextWaitSeconds } from '../../lib/polling/next-wait.ts';
import { presets } from '../../lib/polling/presets.ts';
import { stoppedOnPurpose } from '../../lib/watch/report-lost-watch.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { blocksOf, shellLines, type Trials, tryCommand } from './document-commands.ts';
import { linesOfPicture, runDemo } from './terminal-picture.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const configurationPage = read('docs/configuration.md');
const cli = join(root, 'lib/cli/main.ts');
const { scripts } = JSON.parse(read('package.json'));
const run = promisify(execFile);

/** A line of the demo without what differs from run to run: ids, times, counts, and what is cut at the edge. */
const masked = (line: string): string =>
  line
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{12,32}\b|\bmsg_\w*/g, 'ID')
    .replace(/\d+/g, 'N')
    .replace(/…$/, '');

describe('the README', () => {
  it('has at most 200 lines of at most 110 columns, tables included', () => {
    const lines = readme.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(200);
    expect(lines.filter((line) => [...line].length > 110)).toEqual([]);
  });

  it('shows a configuration that is valid', () => {
    const [yaml] = blocksOf(readme, 'yaml');
    expect(readConfiguration(yaml ?? '', 'README.md').routes).toHaveLength(1);
  });

  it('shows the output of the demo (npm run docs draws it)', { timeout: 30_000 }, async () => {
    const printed = (await runDemo()).map(masked);
    // How many polls find a change depends on the speed of the machine.
    const shown = linesOfPicture()
      .filter((line) => !line.includes('polling again'))
      .map(masked);
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter((line) => !printed.some((whole) => whole.startsWith(line)))).toEqual([]);
  });
});

describe('the page about configuration', () => {
  it('gives the polls of each preset in 24 hours', () => {
    const rows = [...configurationPage.matchAll(/^\| `(\w+)` \|.*\| ([\d,]+) \|$/gm)];
    expect(rows.map(([, name, polls]) => [name, Number(polls?.replace(',', ''))])).toEqual(
      Object.entries(presets).map(([name, policy]) => [name, pollsInADay(policy)]),
    );
  });

  it('shows a configuration that is valid', () => {
    const [yaml] = blocksOf(configurationPage, 'yaml');
    expect(readConfiguration(yaml ?? '', 'docs/configuration.md').destinations).toHaveLength(2);
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

/** How each command is tried. `npm run jobwatch --` and `jobwatch` are the same. */
const trials: Trials = [
  [/^npm (ci|pack)$/, () => expect(existsSync(tarball)).toBe(true)],
  [/^npm start$/, () => expect(scripts.start).toBe('node lib/cli/main.ts demo')],
  [/^npm install --global \.\/sdrs-job-watcher-[\d.]+\.tgz$/, installsTheCommand],
  [/^npm run bench -- polling$/, printsTheComparison],
  [/^cp (\S+) jobwatch\.yaml$/, () => expect(existsSync(join(root, 'jobwatch.example.yaml'))).toBe(true)],
  [/^npm run jobwatch -- check$/, () => succeeds(['check', '--config', 'jobwatch.example.yaml'])],
  [/^jobwatch (redrive|render --kind slack|watch --help)$/, (command) => succeeds(wordsOf(command))],
  [/^jobwatch test-notification dr-team$/, () => succeeds(['test-notification', '--help'])],
  [/^jobwatch demo$/, () => succeeds(['demo', '--help'])],
  [/^export OS_TOKEN=/, (command) => expect(command).toMatch(/OS_PROJECT_ID=\S+ OS_REGION_NAME=/)],
  [/^jobwatch watch [0-9a-f]{32}$/, watchesInSimulator],
  [/^jobwatch simulate$/, () => expect(simulated.length).toBeGreaterThan(10)],
  [/^curl .*\| jobwatch watch - --output json \| tail -n 1 \| jq -r \.outcome$/, printsTheOutcome],
  [/^curl .*\| jobwatch watch -$/, printsTheOutcome],
  [/^curl https:\/\/…\/v1\/watches -H "Authorization: Bearer \$KEY" --json /, holdsAWatchRequest],
  [/^npx serverless deploy --region/, () => expect(existsSync(join(root, 'serverless.yml'))).toBe(true)],
  [/^aws (secretsmanager create-secret|events put-events) /, holdsJsonForAws],
  [/^aws (sqs send-message|stepfunctions start-execution) /, holdsAWatchRequest],
  [
    /^curl .*\| curl "https:\/\/…\/v1\/watches\?project_id=…" /,
    () => expect(StartQuery.shape).toHaveProperty('project_id'),
  ],
  [/^jobwatch start /, hasItsOptions],
  [
    /^aws stepfunctions stop-execution --error (\w+) /,
    (command) => expect(command).toContain(stoppedOnPurpose),
  ],
];

let simulator: ReturnType<typeof spawn>;
const simulated: string[] = [];
let elsewhere = '';
let tarball = '';
let packed: string[] = [];

beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'readme-'));
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', elsewhere], {
    cwd: root,
  });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  tarball = join(elsewhere, filename);
  packed = files.map(({ path }: { path: string }) => path);
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

describe.each(['README.md', 'docs/command-line.md', 'docs/configuration.md', 'docs/watch-requests.md'])(
  'a command of %s',
  (page) => {
    it.each(shellLines(read(page)))('%s', { timeout: 60_000 }, (command) => tryCommand(trials, command));
  },
);

describe('the npm package', () => {
  it('contains its licence and every file that the README links to', () => {
    const inText = [...readme.matchAll(/\]\(([^)#]+)/g)];
    const definitions = [...readme.matchAll(/^\[[^\]]+\]: ([^#\n]+)/gm)];
    const targets = [...inText, ...definitions].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(15);
    expect(['LICENSE', ...targets].filter((target) => !packed.includes(target))).toEqual([]);
  });

  it('contains no source and no test', () => {
    expect(packed.filter((path) => path.endsWith('.ts'))).toEqual([]);
  });
});

const wordsOf = (command: string): string[] => command.split(' ').slice(1);

/** Installs the tarball into an empty folder, from no registry. */
async function installsTheCommand(command: string): Promise<void> {
  expect(command).toContain(basename(tarball));
  const env = {
    ...process.env,
    npm_config_cache: join(elsewhere, 'cache'),
    npm_config_offline: 'true',
    npm_config_prefix: join(elsewhere, 'prefix'),
  };
  const words = command.replace(`./${basename(tarball)}`, tarball).split(' ');
  await run(words[0] ?? '', words.slice(1), { cwd: elsewhere, env });
  const installed = join(elsewhere, 'prefix/bin/jobwatch');
  const { stdout } = await run(process.execPath, [installed, '--help'], { cwd: elsewhere });
  expect(stdout).toMatch(/^Usage: jobwatch /);
}

/** The cells of a table's rows. */
const cellsOf = (table: string): string[][] =>
  [...table.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));

/** Every figure of the README and of the comparison is in a row that the bench prints. */
function printsTheComparison(): void {
  const printed = cellsOf(pollingReport(20_000)).map(([name, polls, , delay, , ...rest]) =>
    [name, polls, delay, ...rest].join(' | '),
  );
  const page = read('docs/comparison.md');
  const onPage = cellsOf(page).map((cells) => cells.join(' | '));
  expect(onPage.slice(1)).toEqual(printed.slice(2));
  const [, table = ''] = readme.split('| jobs given up |');
  const shown = cellsOf(table.split('```')[0] ?? '');
  expect(shown).toHaveLength(4);
  for (const [name = '', polls, delay, givenUp] of shown) {
    const row = printed.find((cells) => cells.startsWith(`${name.replace(/`| \(.*/g, '')} | `));
    const [, itsPolls, itsDelay, , gaveUp] = row?.split(' | ') ?? [];
    expect([polls, delay, givenUp], name).toEqual([itsPolls, itsDelay, gaveUp]);
  }
}

/** The JSON of a command is a watch request once its ids are filled in. */
function holdsAWatchRequest(command: string): void {
  const body = /--(?:json|message-body|input) '(.*)'$/.exec(command)?.[1] ?? '';
  const [jobId, projectId] = ['0'.repeat(32), '1'.repeat(32)];
  const filled = JSON.parse(body.replace('…', jobId).replace('…', projectId));
  expect(WatchRequest.parse(filled)).toMatchObject({ job_id: jobId, project_id: projectId });
}

function holdsJsonForAws(command: string): void {
  const json = /'([[{].*[\]}])'/.exec(command)?.[1] ?? '';
  const value = JSON.parse(json);
  if (command.includes('put-events')) {
    expect(value[0].DetailType).toBe('SDRS Job Created');
    expect(Object.keys(JSON.parse(value[0].Detail))).toEqual(['job_id', 'project_id']);
  } else {
    expect(Object.keys(value)).toEqual(['access_key', 'secret_key']);
  }
}

async function hasItsOptions(command: string): Promise<void> {
  const [name = '', ...words] = wordsOf(command);
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
function printedBySimulate(): { env: Record<string, string>; args: string[] } {
  const exported = simulated.find((line) => line.includes('export ')) ?? '';
  const typed = simulated.find((line) => /^ +jobwatch watch /.test(line)) ?? '';
  const variables = [...exported.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  return { env: Object.fromEntries(variables), args: typed.trim().split(' ').slice(1) };
}

async function watchesInSimulator(): Promise<void> {
  const { env, args } = printedBySimulate();
  const ran = run(process.execPath, [cli, ...args], { cwd: root, env: { ...process.env, ...env } });
  await expect(ran).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Create protected instance failed: SDRS.0406'),
  });
}

async function printsTheOutcome(): Promise<void> {
  const { env, args } = printedBySimulate();
  const [, jobId, ...endpoint] = args;
  const watch = `"${process.execPath}" "${cli}" watch - ${endpoint.join(' ')} --output json`;
  const script = `echo '{"job_id":"${jobId}"}' | ${watch} | tail -n 1`;
  const { stdout } = await run('sh', ['-c', script], { cwd: root, env: { ...process.env, ...env } });
  expect(JSON.parse(stdout)).toMatchObject({ event: 'end', outcome: 'failed' });
  const [shown = ''] = /\{"event":"end",.*?\}(?=`)/.exec(read('docs/command-line.md')) ?? [];
  expect(Object.keys(JSON.parse(shown.replaceAll('…', '')))).toEqual(Object.keys(JSON.parse(stdout)));
}
