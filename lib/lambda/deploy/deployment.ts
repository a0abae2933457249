import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type Configuration, secretRefsOf } from '../../config/configuration.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { WrongConfiguration } from '../../watch/errors.ts';
import {
  apiRights,
  destinationRights,
  readStatements,
  type Statement,
  sweepRights,
} from './function-rights.ts';

/** What a deployment needs to know of its configuration. */
export interface Deployment {
  /** The file, from the root of the project. */
  file: string;
  /** What poll-job may read. */
  accountSecrets: Statement[];
  /** What http-api may do. */
  apiRights: Statement[];
  /** Whether missed failures are looked for, and what the function may do that does. */
  sweep: { enabled: boolean; rights: Statement[] };
  /** What deliver-notification may do. */
  deliveryRights: Statement[];
}

/**
 * Reads and judges the configuration that is about to be deployed. Throws WrongConfiguration with every problem, so that
 * nothing is deployed that could not start.
 */
export async function readDeployment(file: string, projectDirectory: string): Promise<Deployment> {
  const { inProject, configuration } = await readJudged(file, projectDirectory);
  const { accounts, destinations, api } = secretRefsOf(configuration);
  return {
    file: inProject,
    sweep: { enabled: configuration.sweep !== undefined, rights: sweepRights(accounts) },
    accountSecrets: readStatements(accounts),
    apiRights: apiRights(api),
    deliveryRights: [...destinationRights(configuration.destinations), ...readStatements(destinations)],
  };
}

/** The configuration as every bundle holds it: JSON with every default filled in, without comments. */
export async function bundledConfiguration(file: string, projectDirectory: string): Promise<string> {
  const { configuration } = await readJudged(file, projectDirectory);
  return JSON.stringify(configuration);
}

async function readJudged(
  file: string,
  projectDirectory: string,
): Promise<{ inProject: string; configuration: Configuration }> {
  const path = resolve(projectDirectory, file);
  const inProject = relative(projectDirectory, path).replaceAll('\\', '/');
  if (!/^\w[\w./-]*$/.test(inProject)) {
    throw new WrongConfiguration(
      `${file} cannot be bundled: expected a file of the project folder, named with letters, digits, "_", "-" and "." only.`,
    );
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WrongConfiguration(
      `${inProject} not found: copy jobwatch.example.yaml to jobwatch.yaml and fill it in, or name another file with --param=config=FILE.`,
      { cause },
    );
  });
  const configuration = readConfiguration(text, inProject);
  const problems = cloudProblems(configuration);
  if (problems.length > 0)
    throw new WrongConfiguration(problems.map((problem) => `${inProject}: ${problem}`).join('\n'));
  return { inProject, configuration };
}

/** What is fine locally and not in the cloud. */
function cloudProblems(configuration: Configuration): string[] {
  const { accounts, destinations } = configuration;
  const secrets = secretRefsOf(configuration);
  const variables = [...secrets.accounts, ...secrets.destinations, ...secrets.api].filter((ref) =>
    ref.startsWith('env:'),
  );
  const urls = [
    ...accounts.flatMap(({ endpoint, iam_endpoint }) => [endpoint, iam_endpoint]),
    ...destinations.map((destination) => ('url' in destination ? destination.url : undefined)),
  ];
  const local = urls.filter((url) => url?.startsWith('http:'));
  return [
    ...(accounts.length === 0 ? ['accounts: none is configured, so no job could be watched'] : []),
    ...(destinations.length === 0 ? ['destinations: none is configured, so nobody would be told'] : []),
    ...[...new Set(variables)].map((ref) => `${ref} works locally only: ${whereSecretsGo}`),
    ...local.map((url) => `${url} works locally only: a function can reach nothing on this machine`),
  ];
}

const whereSecretsGo =
  'keep the secret in Secrets Manager or Parameter Store and refer to it as secretsmanager:name#key or ssm:/path';
