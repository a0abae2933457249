import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })),
});
export type Template = z.infer<typeof Template>;

export interface Packaged {
  template: Template;
  /** The properties of a resource by its logical id. */
  resource: (id: string) => Resource['Properties'] | undefined;
  /** The properties of every resource of a type by logical id. */
  ofType: (type: string) => Record<string, Resource['Properties']>;
  /** The bundle of a function: the path of its zip. */
  bundle: (functionName: string) => string;
  remove: () => Promise<void>;
}

/** Runs `serverless` as a person would, in the project, without credentials. Rejects with what it printed. */
export async function serverless(...parameters: string[]): Promise<void> {
  const cli = join(import.meta.dirname, '../../node_modules/.bin/serverless');
  const { PATH, HOME } = process.env;
  const run = promisify(execFile)(cli, parameters, { env: { PATH, HOME } });
  await run.catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
}

/** Packages the project into a folder of its own. */
export async function packageProject(parameters: readonly string[]): Promise<Packaged> {
  const directory = await mkdtemp(join(tmpdir(), 'packaged-'));
  await serverless('package', ...parameters, '--package', directory);
  return readPackaged(directory, () => rm(directory, { recursive: true }));
}

/**
 * Returns the project packaged with the example configuration: from the folder that PACKAGED names, which
 * holds what `npm run package` made of this very tree (.ci/run), or packaged now.
 */
export function packageExample(): Promise<Packaged> {
  const { PACKAGED: directory } = process.env;
  return directory === undefined
    ? packageProject(['--param=config=jobwatch.example.yaml'])
    : readPackaged(directory, async () => {});
}

async function readPackaged(directory: string, remove: Packaged['remove']): Promise<Packaged> {
  const text = await readFile(join(directory, 'cloudformation-template-update-stack.json'), 'utf8');
  return packagedOf(JSON.parse(text), directory, remove);
}

/** Reads what was packaged from its template; the bundles are in the folder. */
export function packagedOf(
  unread: unknown,
  directory: string,
  remove: Packaged['remove'] = async () => {},
): Packaged {
  const template = Template.parse(unread);
  const resources = Object.entries(template.Resources);
  return {
    template,
    resource: (id) => template.Resources[id]?.Properties,
    ofType: (type) =>
      Object.fromEntries(
        resources.filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties]),
      ),
    bundle: (functionName) => join(directory, `${functionName}.zip`),
    remove,
  };
}
