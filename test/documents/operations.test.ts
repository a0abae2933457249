import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ListMessageMoveTasksCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { ok, startAws } from '../aws/aws-server.ts';
import { machineArn, makeStepFunctions } from '../aws/step-functions.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { type Ran, useSandbox } from '../support/sandbox.ts';
import { jobId, projectId } from '../support/watches.ts';
import { inlineCommands, shellLines, type Trials, tryCommand } from './document-commands.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/operations.md');
const node = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: root });

describe('the page about operations', () => {
  it('explains every alarm of the stack', () => {
    const alarms = [...read('lib/aws/stack/alarms.yml').matchAll(/^ {2}(\w+Alarm):/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(alarms.length).toBeGreaterThan(8);
    const explained = (name: string) => page.includes(`\`${name}\``) || name.endsWith('ErrorAlarm');
    expect(alarms.filter((name) => !explained(name))).toEqual([]);
  });

  it('explains how to rotate every secret of a destination', () => {
    const [, rotating = ''] = /^## Rotate secrets([\s\S]+?)^## /m.exec(page) ?? [];
    const kinds = readdirSync(join(root, 'lib/channels/kinds'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const fields = kinds.flatMap(({ name }) =>
      [
        ...read(`lib/channels/kinds/${name}/config.ts`).matchAll(
          /^ {2}(\w+): (?:SecretRef|z\.array\(SecretRef)/gm,
        ),
      ].flatMap(([, field = '']) => (field === 'url' ? [] : [name, field])),
    );
    expect(fields).toContain('pagerduty');
    const words = [...fields, 'api.keys', 'api.sign'].filter((word) => word !== 'webhook');
    expect(words.filter((word) => !rotating.includes(`\`${word}\``))).toEqual([]);
  });

  it('explains every parameter of a deployment, as serverless.yml does', () => {
    const [, table = ''] = /^## Parameters of a deployment([\s\S]+?)^## /m.exec(page) ?? [];
    const explained = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(parametersRead());
    const head = [...read('serverless.yml').matchAll(/^# {3}([\w-]+) {2,}\S/gm)].map(([, name]) => name);
    expect(head.sort()).toEqual(parametersRead());
  });

  it('names outputs and metrics that exist', () => {
    const outputs = ['key-value-table.yml', 'queues.yml']
      .map((file) => read(`lib/aws/stack/${file}`))
      .join('');
    for (const name of [
      'NotificationDeadLetterQueueUrl',
      'SendNotificationMachineArn',
      'WatchJobMachineArn',
      'WatchRequestDeadLetterQueueArn',
      'WatchRequestQueueArn',
    ]) {
      expect(outputs).toContain(`${name}:`);
      expect(page).toContain(name);
    }
    const wiring = read('functions/deliver-notification/wiring.ts');
    for (const metric of ['Delivered', 'TriedAgain', 'Refused', 'Gone'])
      expect(wiring).toContain(`'${metric}'`);
  });
});

describe('a command of the page about operations', () => {
  const { executions, answer } = makeStepFunctions();
  const watch = `sdrs-${jobId}`;
  const deadLetter = JSON.stringify({ notification: aFailureNotification() });
  /** The content of the dead-letter queue. The client checks the checksum. */
  const deadLetters = [
    {
      MessageId: 'one',
      ReceiptHandle: 'handle',
      Body: deadLetter,
      MD5OfBody: createHash('md5').update(deadLetter).digest('hex'),
    },
  ];
  let aws: Awaited<ReturnType<typeof startAws>>;
  let receiver: Receiver;
  const sandbox = useSandbox('file');
  beforeAll(async () => {
    aws = await startAws((call) => {
      if (call.operation === 'ReceiveMessage') return ok({ Messages: deadLetters.splice(0) });
      return /DeleteMessage|MessageMoveTask|CreateEventBus/.test(call.operation) ? ok() : answer(call);
    });
    receiver = await startReceiver({ secrets: [], now: Date.now });
    await sandbox.write('jobwatch.yaml', "destinations: [{ id: dr-team, kind: slack, url: 'env:SLACK' }]\n");
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_CONFIG_FILE', join(sandbox.home, 'none'));
    const input = JSON.stringify({ job_id: jobId, project_id: projectId });
    executions.set(watch, { name: watch, input, status: 'RUNNING', startDate: 1_795_507_200 });
    const died = { status: 'TIMED_OUT', startDate: Date.now() / 1_000 - 3_600 };
    executions.set('sdrs-that-died', { name: 'sdrs-that-died', input, ...died });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([aws.close(), receiver.close()]);
  });

  /** Runs the command of the page, with the placeholders filled in. */
  async function type(command: string): Promise<Ran> {
    const filled = command
      .replace('https://sqs.…', `${aws.endpoint}/111122223333/dead-letters`)
      .replace('arn:aws:states:…', machineArn)
      .replace('sdrs-…', watch);
    expect(filled).not.toContain('…');
    const words = [...filled.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(words.slice(0, 4)).toEqual(['npm', 'run', 'jobwatch', '--']);
    const ran = await sandbox.run(words.slice(4), { env: { SLACK: receiver.slackUrl } });
    expect(ran.code, ran.err).toBe(0);
    return ran;
  }

  const trials: Trials = [
    [
      /^npm run jobwatch -- test-notification dr-team$/,
      async (command) => {
        expect((await type(command)).out).toContain('dr-team');
        expect(receiver.received.map(({ channel }) => channel)).toEqual(['slack']);
      },
    ],
    [
      /^npm run jobwatch -- redrive --queue \S+ --machine \S+$/,
      async (command) => {
        expect((await type(command)).out).toMatch(/^1 notification is being sent again/);
        expect(aws.calls.map(({ operation }) => operation)).toContain('DeleteMessage');
        expect([...executions.keys()].at(-1)).toContain(`${aFailureNotification().id}-again-`);
      },
    ],
    [
      /^npm run jobwatch -- rehearse --event-bus default --machine \S+$/,
      async (command) => {
        const words = command.replace('arn:aws:states:…', machineArn).split(' ');
        // The fake AWS has no machine definitions: test/cli/rehearse-stack.test.ts rehearses.
        expect((await sandbox.run(words.slice(4))).code).toBe(4);
        expect(aws.calls.at(-1)?.operation).toBe('DescribeStateMachine');
      },
    ],
    [
      /^npm run jobwatch -- list --status running --machine \S+$/,
      async (command) => expect((await type(command)).out).toContain(watch),
    ],
    [
      /^npm run jobwatch -- list --status lost --since 2d --machine \S+$/,
      async (command) => expect((await type(command)).out).toContain('sdrs-that-died'),
    ],
    [
      /^npm run jobwatch -- stop \S+ --reason ".+" --machine \S+$/,
      async (command) => {
        await type(command);
        expect(executions.get(watch)).toMatchObject({ status: 'ABORTED', error: 'WatchStopped' });
      },
    ],
    [
      /^aws sqs (start-message-move-task|list-message-move-tasks) --/,
      async (command) => {
        const { operation, parameters } = aCallOfSqs(command);
        const client = new SQSClient(aws.options);
        if (operation === 'StartMessageMoveTask')
          await client.send(new StartMessageMoveTaskCommand(parameters));
        else await client.send(new ListMessageMoveTasksCommand(parameters));
        // The client drops parameters that the operation does not have.
        expect(aws.calls.at(-1)).toEqual({ operation, parameters });
      },
    ],
    [
      /^aws events create-event-bus --name [\w-]+$/,
      async (command) => {
        const Name = command.split(' ').at(-1);
        await new EventBridgeClient(aws.options).send(new CreateEventBusCommand({ Name }));
        expect(aws.calls.at(-1)).toEqual({ operation: 'CreateEventBus', parameters: { Name } });
      },
    ],
    [/^npx serverless (deploy|remove)( --stage test)?( --param="[\w-]+=[\w-]+")?$/, isCommandOfServerless],
    [
      /^npm run (package|cost)$/,
      (command) => {
        // test/packaging packages and test/bench/cost.test.ts computes: here the scripts are enough.
        const script = command === 'npm run package' ? 'serverless package' : 'node bench/cost/main.ts';
        expect(read('package.json')).toMatch(new RegExp(`"${command.replace('npm run ', '')}": "${script}`));
      },
    ],
    [
      /^npm run bench -- queue$/,
      async () => expect((await node('bench/main.ts', '--help')).stdout).toMatch(/^ {2}queue /m),
    ],
  ];

  it.each([...shellLines(page), ...inlineCommands(page)])(
    'does what the page says: %s',
    { timeout: 60_000 },
    (command) => tryCommand(trials, command),
  );
});

/** Returns the parameters that the deployment reads. */
function parametersRead(): string[] {
  const files = [
    'serverless.yml',
    'lib/lambda/deploy/deployment.cjs',
    ...readdirSync(join(root, 'lib/aws/stack')).map((file) => `lib/aws/stack/${file}`),
    ...readdirSync(join(root, 'functions')).map((name) => `functions/${name}/function.yml`),
  ];
  const names = files.flatMap((file) =>
    [...read(file).matchAll(/\bparam:([\w-]+)/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].sort();
}

/** Returns the operation and the parameters that the AWS command line makes of a command. */
function aCallOfSqs(command: string): { operation: string; parameters: { SourceArn: string } } {
  const inCapitals = (words: string) => words.replace(/(?:^|-)(\w)/g, (_, initial) => initial.toUpperCase());
  const [, name = '', options = ''] = /^aws sqs ([\w-]+) (.+)$/.exec(command) ?? [];
  const pairs = [...options.matchAll(/--([\w-]+) (\S+)/g)].map(([, option = '', value]) => [
    inCapitals(option),
    value,
  ]);
  const parameters = Object.fromEntries(pairs);
  expect(Object.values(parameters).every((value) => value === 'arn:aws:sqs:…')).toBe(true);
  return { operation: inCapitals(name), parameters };
}

const helps = new Map<string, ReturnType<typeof node>>();

function helpOfServerless(command: string): ReturnType<typeof node> {
  const help = helps.get(command) ?? node('node_modules/.bin/serverless', command, '--help');
  helps.set(command, help);
  return help;
}

/** Checks that the command exists. Running it would need an account. */
async function isCommandOfServerless(command: string): Promise<void> {
  const [, , name = ''] = command.split(' ');
  const { stdout } = await helpOfServerless(name);
  expect(stdout).toMatch(new RegExp(`^${name} .*(Deploy a service|Remove service)`, 'm'));
  const [, parameter] = /--param="([\w-]+)=/.exec(command) ?? [];
  if (parameter !== undefined) expect(parametersRead()).toContain(parameter);
}
