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

/** The values that a deployment takes from its configuration. */
export interface Deployment {
  /** The configuration file, relative to the root of the project. */
  file: string;
  /** The secrets that poll-job may read. */
  accountSecrets: Statement[];
  apiRights: Statement[];
  /** Whether the sweep for missed failures runs, and the rights of its function. */
  sweep: { enabled: boolean; rights: Statement[] };
  deliveryRights: Statement[];
}

/**
 * Reads and validates the configuration for a deployment. Throws WrongConfiguration with every problem, so
 * that nothing is deployed that cannot start.
 */
export async function readDeployment(file: string, projectDirectory: string): Promise<Deployment> {
  const { inProject, configuration } = await readValidated(file, projectDirectory);
  const { accounts, destinations, api } = secretRefsOf(configuration);
  return {
    file: inProject,
    sweep: { enabled: configuration.sweep !== undefined, rights: sweepRights(accounts) },
    accountSecrets: readStatements(accounts),
    apiRights: apiRights(api),
    deliveryRights: [...destinationRights(configuration.destinations), ...readStatements(destinations)],
  };
}

/**
 * Returns the configuration for the bundles: JSON without comments, with all defaults. Throws
 * WrongConfiguration.
 */
export async function bundledConfiguration(file: string, projectDirectory: string): Promise<string> {
  const { configuration } = await readValidated(file, projectDirectory);
  return JSON.stringify(configuration);
}

async function readValidated(
  file: string,
  projectDirectory: string,
): Promise<{ inProject: string; configuration: Configuration }> {
  const path = resolve(projectDirectory, file);
  const inProject = relative(projectDirectory, path).replaceAll('\\', '/');
  if (!/^\w[\w./-]*$/.test(inProject)) {
    throw new WrongConfiguration(
      `${file} cannot be bundled: expected a file inside the project folder, with a name of letters, digits, "_", "-" and ".".`,
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

/** Finds parts of a configuration that work locally but not in the cloud. */
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
    ...(accounts.length === 0
      ? ['accounts: expected at least one account, found none: no job can be watched']
      : []),
    ...(destinations.length === 0
      ? ['destinations: expected at least one destination, found none: nobody would be notified']
      : []),
    ...[...new Set(variables)].map((ref) => `${ref} works locally only: ${whereSecretsGo}`),
    ...local.map((url) => `${url} works locally only: a function in the cloud cannot reach this machine`),
  ];
}

const whereSecretsGo =
  'put the secret into Secrets Manager or Parameter Store and refer to it as secretsmanager:name#key or ssm:/path';
