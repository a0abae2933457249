import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { readZip } from '../packaging/read-zip.ts';
import { askAws } from './ask-aws.ts';
import { realMs } from './fast-clock.ts';

/** What CloudFormation made of a function, as GetFunction answers. */
const FunctionConfiguration = z.object({
  Configuration: z.object({
    FunctionName: z.string(),
    FunctionArn: z.string(),
    Handler: z.string(),
    Timeout: z.number(),
    MemorySize: z.number(),
    CodeSha256: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  }),
});
type FunctionConfiguration = z.infer<typeof FunctionConfiguration>['Configuration'];

/** What can be made to go wrong with the next invocations of a function. */
export interface Fault {
  /** The function by its name in serverless.yml, such as "DeliverNotification". */
  function: string;
  /**
   * throttled: Lambda answers 429 and runs nothing. dies: the process is killed before the handler runs.
   * dies_after_work: it is killed when the handler has answered, so that its work is done and nobody knows.
   * hangs: the handler never answers, until the function's timeout (in the time of the stack).
   */
  what: 'throttled' | 'dies' | 'dies_after_work' | 'hangs';
  /** How many invocations; once by default. */
  times?: number;
  /** Only invocations whose event holds this text, such as the id of a job: cases run side by side. */
  having: string;
}

export interface Invoked {
  function: string;
  event: string;
  /** The answer of the handler, the error of the function, or what Lambda itself said. */
  answer: LambdaAnswer;
  /** The fault that was ordered for it, if any. */
  fault: Fault | undefined;
}
/** What came of an invocation: `error` is a function that threw, died or hung. */
export type LambdaAnswer = { kind: 'answer' | 'error'; payload: string } | { kind: 'throttled' };

interface Invocation {
  id: string;
  event: string;
  fault: Fault['what'] | undefined;
  done: (answer: LambdaAnswer) => void;
}

/**
 * What Lambda does with asynchronous invocations of a function that fail (AWS::Lambda::EventInvokeConfig).
 */
export interface AsyncRules {
  retries: number;
  /** Gets the record of an event that was given up. */
  onFailure?: (record: string) => Promise<unknown>;
}

export interface LambdaOptions {
  /** Where moto answers GetFunction. */
  aws: string;
  /** The folder with the packaged zips. */
  packaged: string;
  /** Where the zips are unpacked. */
  folder: string;
  /** The environment that every process of the test has besides what the template gives. */
  env: Record<string, string>;
  asyncRules: (functionName: string) => AsyncRules;
}

/**
 * AWS gives each concurrent invocation a sandbox of its own. Here more wait, because the machine is small.
 */
const mostSandboxes = 2;

/**
 * A Lambda service that runs packaged zips: the Invoke API for machines, rules and pollers, and for each
 * sandbox a process with the Lambda Runtime API. Environment, handler, timeout and memory are those that
 * CloudFormation resolved.
 */
export async function startLambda(options: LambdaOptions) {
  const faults: Required<Fault>[] = [];
  const log: string[] = [];
  const invoked: Invoked[] = [];
  const waiting = new Set<() => void>();
  const functions = new Map<string, Promise<RunningFunction>>();

  const functionOf = (name: string): Promise<RunningFunction> => {
    const made = functions.get(name) ?? loadFunction(name, options, log);
    functions.set(name, made);
    return made;
  };

  const takeFault = (shortName: string, event: string): Fault | undefined => {
    const fault = faults.find(
      (one) => one.function === shortName && one.times > 0 && event.includes(one.having),
    );
    if (fault !== undefined) fault.times -= 1;
    return fault;
  };

  /** Invokes a function by its name and waits for its answer. */
  const invoke = async (name: string, event: string): Promise<LambdaAnswer> => {
    const shortName = shortNameOf(name);
    const fault = takeFault(shortName, event);
    const answer: LambdaAnswer =
      fault?.what === 'throttled'
        ? { kind: 'throttled' }
        : await (await functionOf(name)).run(event, fault?.what);
    invoked.push({ function: shortName, event, answer, fault });
    for (const check of waiting) check();
    return answer;
  };

  /**
   * AWS: a minute after the first failure, two after the second; then the OnFailure destination gets a
   * record.
   */
  const invokeLater = async (name: string, event: string, attempts = 1): Promise<unknown> => {
    const { retries, onFailure } = options.asyncRules(name);
    const answer = await invoke(name, event);
    if (answer.kind === 'answer') return;
    const isOver = answer.kind === 'error' && attempts > retries;
    if (isOver) return onFailure?.(failureRecord({ name, event, answer, attempts }));
    await setTimeout(realMs(60 * Math.min(attempts, 2)));
    return invokeLater(name, event, attempts + 1);
  };

  const server = await listening(
    createServer(async (request, response) => {
      const [, called = ''] =
        /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(decodeURIComponent(request.url ?? '')) ?? [];
      const name = called.split(':').at(-1) ?? '';
      const event = await text(request);
      if (request.headers['x-amz-invocation-type'] === 'Event') {
        response.writeHead(202).end();
        await invokeLater(name, event);
        return;
      }
      sendAnswer(await invoke(name, event), response);
    }),
  );
  return {
    url: urlOf(server),
    invoke,
    /** Everything that was invoked, oldest answer first. */
    invoked: invoked as readonly Invoked[],
    /** Resolves with what a function answered, once it has answered `count` events with this text in them. */
    answered: (name: string, having: string, count = 1): Promise<unknown[]> =>
      new Promise((resolve) => {
        const check = (): void => {
          const answers = invoked.flatMap((one) =>
            one.function === name && one.event.includes(having) && one.answer.kind === 'answer'
              ? [JSON.parse(one.answer.payload)]
              : [],
          );
          if (answers.length < count) return;
          waiting.delete(check);
          resolve(answers);
        };
        waiting.add(check);
        check();
      }),
    /** What the functions printed, line by line. */
    log: log as readonly string[],
    addFault: (fault: Fault) => faults.push({ times: 1, ...fault }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.all([...functions.values()].map(async (one) => (await one).close()));
    },
  };
}
export type Lambda = Awaited<ReturnType<typeof startLambda>>;

/** "DeliverNotification" of "sdrs-job-watcher-dev-DeliverNotification". */
export const shortNameOf = (name: string): string => name.split('-').at(-1) ?? '';

function sendAnswer(answer: LambdaAnswer, response: ServerResponse): void {
  response.setHeader('x-amzn-requestid', randomUUID());
  if (answer.kind === 'throttled') {
    const body = { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' };
    response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' }).end(JSON.stringify(body));
    return;
  }
  const failed = answer.kind === 'error' ? { 'x-amz-function-error': 'Unhandled' } : {};
  response.writeHead(200, { 'x-amz-executed-version': '$LATEST', ...failed }).end(answer.payload);
}

/** As docs.aws.amazon.com/lambda, "Capturing records of Lambda asynchronous invocations", has it. */
const failureRecord = (failed: {
  name: string;
  event: string;
  answer: LambdaAnswer;
  attempts: number;
}): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${failed.name}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: failed.attempts,
    },
    requestPayload: JSON.parse(failed.event),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: 'payload' in failed.answer ? JSON.parse(failed.answer.payload) : undefined,
  });

interface RunningFunction {
  run: (event: string, fault: Fault['what'] | undefined) => Promise<LambdaAnswer>;
  close: () => void;
}

async function loadFunction(name: string, options: LambdaOptions, log: string[]): Promise<RunningFunction> {
  const configuration = await describeFunction(name, options.aws);
  const taskRoot = unpack(configuration, options);
  const waiting: Invocation[] = [];
  const sandboxes = new Set<Sandbox>();

  const start = (first: Invocation): Sandbox => {
    const sandbox = new Sandbox({
      configuration,
      taskRoot,
      env: options.env,
      first,
      say: (line) => log.push(`${shortNameOf(name)} ${line}`),
      idle: dispatch,
      ended: () => {
        sandboxes.delete(sandbox);
        dispatch();
      },
    });
    return sandbox;
  };
  /** Hands what waits to sandboxes that are idle, or to new ones. */
  function dispatch(): void {
    const idle = [...sandboxes].filter((sandbox) => sandbox.isIdle());
    for (const invocation of waiting.splice(0, idle.length)) idle.shift()?.take(invocation);
    const vacant = Math.max(0, mostSandboxes - sandboxes.size);
    for (const first of waiting.splice(0, vacant)) sandboxes.add(start(first));
  }
  return {
    run: (event, fault) =>
      new Promise((done) => {
        waiting.push({ id: randomUUID(), event, fault, done });
        dispatch();
      }),
    close: () => {
      for (const sandbox of sandboxes) sandbox.kill();
    },
  };
}

async function describeFunction(name: string, aws: string): Promise<FunctionConfiguration> {
  const answer = await askAws(aws, { service: 'lambda', path: `/2015-03-31/functions/${name}` });
  return FunctionConfiguration.parse(JSON.parse(answer)).Configuration;
}

/** Unpacks the zip that was deployed, and no other. */
function unpack(
  { FunctionName, CodeSha256 }: FunctionConfiguration,
  { packaged, folder }: LambdaOptions,
): string {
  const zip = join(packaged, `${shortNameOf(FunctionName)}.zip`);
  const hash = createHash('sha256').update(readFileSync(zip)).digest('base64');
  if (hash !== CodeSha256) throw new Error(`${zip} is not what ${FunctionName} was deployed with`);
  const taskRoot = join(folder, 'tasks', FunctionName, hash.replace(/\W/g, '').slice(0, 16));
  if (existsSync(taskRoot)) return taskRoot;
  for (const [path, content] of readZip(zip)) {
    mkdirSync(join(taskRoot, dirname(path)), { recursive: true });
    writeFileSync(join(taskRoot, path), content);
  }
  return taskRoot;
}

interface SandboxOptions {
  configuration: FunctionConfiguration;
  taskRoot: string;
  env: Record<string, string>;
  first: Invocation;
  say: (line: string) => void;
  idle: () => void;
  ended: () => void;
}

const killed = 'Error: Runtime exited with error: signal: killed';

/** One process, and the Runtime API that it asks for invocations. */
class Sandbox {
  readonly #options: SandboxOptions;
  readonly #server: Server;
  #child: ChildProcess | undefined;
  /** What waits for the process to ask, and what it works on. */
  #next: Invocation | undefined;
  #current: Invocation | undefined;
  #asking: ServerResponse | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#next = options.first;
    this.#server = createServer((request, response) => this.#serve(request, response));
    this.#server.listen(0, '127.0.0.1', () => this.#start());
  }

  isIdle(): boolean {
    return !this.#isOver && this.#current === undefined && this.#next === undefined;
  }

  take(invocation: Invocation): void {
    this.#next = invocation;
    this.#hand();
  }

  kill(): void {
    this.#isOver = true;
    this.#child?.kill('SIGKILL');
  }

  #start(): void {
    if (this.#isOver) return;
    const child = startRuntime(this.#options, urlOf(this.#server).replace('http://', ''));
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', this.#options.say);
    }
    child.once('close', (code) => {
      this.#server.closeAllConnections();
      this.#server.close();
      this.#fail('Runtime.ExitError', `Error: Runtime exited with error: exit status ${code}`);
      this.#options.ended();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.#asking = response;
      this.#hand();
      return;
    }
    const payload = await text(request);
    response.writeHead(202).end();
    if (this.#current?.fault === 'dies_after_work') this.#fail('Runtime.ExitError', killed);
    else this.#settle({ kind: path.endsWith('/response') ? 'answer' : 'error', payload });
    this.#options.idle();
  }

  /** Gives the process what waits for it, once it has asked. */
  #hand(): void {
    if (this.#asking === undefined || this.#next === undefined) return;
    const { id, event, fault } = this.#next;
    this.#current = this.#next;
    this.#next = undefined;
    if (fault === 'dies') {
      this.#fail('Runtime.ExitError', killed);
      return;
    }
    // AWS: the timeout does not include the start of the sandbox. A hanging function is ended in the time of
    // the stack.
    const { Timeout, FunctionArn } = this.#options.configuration;
    const ms = fault === 'hangs' ? realMs(Timeout) : Timeout * 1_000;
    const timedOut = `Error: Task timed out after ${Timeout}.00 seconds`;
    this.#timer = globalThis.setTimeout(() => this.#fail('Sandbox.Timedout', timedOut), ms);
    if (fault === 'hangs') return;
    this.#asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + ms),
      'lambda-runtime-invoked-function-arn': FunctionArn,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    this.#asking.end(event);
    this.#asking = undefined;
  }

  /** Ends the sandbox, and with it what it works on. */
  #fail(errorType: string, what: string): void {
    const id = (this.#current ?? this.#next)?.id;
    const payload = JSON.stringify({ errorType, errorMessage: `RequestId: ${id} ${what}` });
    this.kill();
    this.#settle({ kind: 'error', payload });
  }

  #settle(answer: LambdaAnswer): void {
    clearTimeout(this.#timer);
    const invocation = this.#current ?? this.#next;
    this.#current = undefined;
    this.#next = undefined;
    invocation?.done(answer);
  }
}

function startRuntime({ configuration, taskRoot, env }: SandboxOptions, runtimeApi: string) {
  const { FunctionName, MemorySize, Handler, Environment } = configuration;
  const files = join(import.meta.dirname, 'sandbox');
  return spawn(
    process.execPath,
    [
      `--max-old-space-size=${MemorySize}`,
      '--import',
      join(files, 'preload.mjs'),
      join(files, 'runtime.mjs'),
    ],
    {
      cwd: taskRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...withReachableQueues(Environment.Variables, env['AWS_ENDPOINT_URL'] ?? ''),
        ...env,
        _HANDLER: Handler,
        LAMBDA_TASK_ROOT: taskRoot,
        AWS_LAMBDA_RUNTIME_API: runtimeApi,
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        TZ: ':UTC',
      },
    },
  );
}

/** The SQS client goes to the host of a queue's URL, which is moto's here. */
const withReachableQueues = (variables: Record<string, string>, aws: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replace(/^https:\/\/sqs\.[\w.-]+/, aws)]),
  );

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
