import type { AccessKeys } from '../cloud/sign-request.ts';
import { answerList, isListPath } from './failed-tasks.ts';
import { answerLogin, type SimulatedUser } from './iam.ts';
import { hexId } from './job-ids.ts';
import { type JobOptions, type JobRegister, makeJobRegister } from './job-register.ts';
import { type Asked, startLoopbackServer } from './loopback-server.ts';
import { forbidden, gatewayError, type Reply } from './reply.ts';
import { checkSignature } from './signature-check.ts';
import type { StoryName, Truth } from './stories.ts';
import { makeTokenIssuer, type TokenIssuer, type Verdict } from './tokens.ts';

export interface SimulatorOptions {
  /** Milliseconds since 1970. A fast or manual clock drives the whole cloud. */
  clock: { now: () => number };
  /** A free port by default. */
  port?: number;
  jobs?: readonly ({ story: StoryName } & JobOptions)[];
  /** Tokens that are valid besides the issued ones. */
  tokens?: readonly string[];
  users?: readonly SimulatedUser[];
  keys?: readonly AccessKeys[];
  /** The lifetime of a token: 24 hours by default, as in IAM. */
  tokenLifeSeconds?: number;
  /** Replaces the usual answer to a login. Tests inject faults here. */
  spoilLogin?: (usual: Reply) => Reply;
}

export interface Simulator {
  /** The endpoint of the job API and of IAM, without a slash at the end. */
  url: string;
  projectId: string;
  /** Adds a job that follows a story, by default from now on. Returns its id. */
  addJob: JobRegister['add'];
  /** Returns how often the job was queried with valid credentials. */
  requests: (jobId: string) => number;
  /** Returns how the job really ends, whatever the API says. */
  truth: (jobId: string) => Truth;
  /** Issues a token without a login. */
  issueToken: () => string;
  /** Expires every token issued so far. */
  expireTokens: () => void;
  /** Returns how many tokens were issued. */
  tokensIssued: () => number;
  /**
   * Returns method and path of requests that a watcher must not send, such as the DELETE of a failed task.
   */
  violations: () => readonly string[];
  close: () => Promise<void>;
}

const project = { id: hexId('simulated project'), name: 'eu-de_simulated' };

/**
 * Starts a simulated cloud on this machine: the job query of SDRS, and IAM's tokens by password. It has a job
 * for every story (`jobIdOf`), which begins with the first request for it. Throws if the port is not free.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { now } = options.clock;
  const jobs = makeJobRegister(now);
  for (const { story, ...job } of options.jobs ?? []) jobs.add(story, job);
  const tokens = makeTokenIssuer(now, options.tokenLifeSeconds ?? 86_400, options.tokens);
  const keys = new Map((options.keys ?? []).map((key) => [key.accessKey, key]));
  const users = options.users ?? [];
  const check = (asked: Asked): Verdict => checkCredentials(asked, { tokens, keys, now });
  const answer = (asked: Asked): Reply =>
    answerLoginAt(asked, () => {
      const usual = answerLogin(asked.body, { users, project, issue: tokens.issue });
      return options.spoilLogin?.(usual) ?? usual;
    }) ??
    answerQuestion(asked, { jobs, check }) ??
    gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');

  const violations: string[] = [];
  let served = 0;
  const server = await startLoopbackServer((asked) => {
    served += 1;
    if (!isAllowed(asked)) violations.push(`${asked.method} ${pathOf(asked.target)}`);
    return withRequestId(answer(asked), served);
  }, options);
  return {
    url: server.url,
    projectId: project.id,
    addJob: jobs.add,
    requests: jobs.requests,
    truth: jobs.truth,
    issueToken: () => tokens.issue().value,
    expireTokens: tokens.expireAll,
    tokensIssued: tokens.issued,
    violations: () => violations,
    close: server.close,
  };
}

const answerLoginAt = ({ method, target }: Asked, login: () => Reply): Reply | undefined =>
  method === 'POST' && pathOf(target) === '/v3/auth/tokens' ? login() : undefined;

const pollPath = /^\/v1\/[^/]+\/jobs\/([^/]+)$/;

/** Answers the job query and the lists. Checks the credentials first, then the project. */
function answerQuestion(
  asked: Asked,
  { jobs, check }: { jobs: JobRegister; check: (asked: Asked) => Verdict },
): Reply | undefined {
  const path = pathOf(asked.target);
  const [, , projectId] = path.split('/');
  const jobId = pollPath.exec(path)?.[1];
  if (asked.method !== 'GET' || (jobId === undefined && !isListPath(path))) return undefined;
  const verdict = check(asked);
  if (verdict.kind === 'refused') {
    return gatewayError(401, 'APIGW.0301', `Incorrect IAM authentication information: ${verdict.why}`);
  }
  if (projectId !== project.id) return forbidden;
  return jobId === undefined
    ? answerList(asked.target, jobs.failed())
    : jobs.ask(jobId, { issuedAtMs: verdict.issuedAtMs, credential: credentialIn(asked) });
}

/** A watcher may only read, and log in. */
const isAllowed = ({ method, target }: Asked): boolean =>
  method === 'GET' || (method === 'POST' && pathOf(target) === '/v3/auth/tokens');

const credentialIn = ({ headers }: Asked): string =>
  [headers['x-auth-token'] ?? headers.authorization ?? []].flat().join();

function checkCredentials(
  asked: Asked,
  { tokens, keys, now }: { tokens: TokenIssuer; keys: ReadonlyMap<string, AccessKeys>; now: () => number },
): Verdict {
  const token = asked.headers['x-auth-token'];
  if (typeof token === 'string') return tokens.check(token);
  if (asked.headers.authorization !== undefined) return checkSignature(asked, keys, now());
  return { kind: 'refused', why: 'neither X-Auth-Token nor Authorization found' };
}

const pathOf = (target: string): string => target.split('?', 1).join();

/** Adds the header that the cloud's support asks for, with a serial number instead of a random one. */
const withRequestId = (reply: Reply, serial: number): Reply =>
  reply.kind === 'answer'
    ? { ...reply, headers: { ...reply.headers, 'x-request-id': serial.toString(16).padStart(32, '0') } }
    : reply;
