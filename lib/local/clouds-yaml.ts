import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { WrongConfiguration } from '../watch/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** YAML reads an unquoted password of digits as a number. */
const Text = z.union([z.string(), z.number()]).transform(String).optional();

const Cloud = z.looseObject({
  region_name: Text,
  auth: z
    .looseObject({
      auth_url: Text,
      token: Text,
      username: Text,
      password: Text,
      user_domain_name: Text,
      domain_name: Text,
      project_id: Text,
      project_name: Text,
      ak: Text,
      sk: Text,
      security_token: Text,
    })
    .default({}),
  ak: Text,
  sk: Text,
  security_token: Text,
});
const CloudsFile = z.looseObject({ clouds: z.record(z.string(), z.unknown()) });

/** Returns the paths where the OpenStack tools search for clouds.yaml, in their order. */
export function cloudsFilePaths(env: Env, { cwd, home }: { cwd: string; home: string }): string[] {
  const named = env['OS_CLIENT_CONFIG_FILE'];
  const folders = [cwd, join(home, '.config', 'openstack'), '/etc/openstack'];
  return [...(named ? [named] : []), ...folders.map((folder) => join(folder, 'clouds.yaml'))];
}

/**
 * Returns one entry of a clouds.yaml as OS_* variables. Throws WrongConfiguration if the file is not a
 * clouds.yaml or has no such entry. The message never repeats a value of the file, because it may be a
 * password.
 */
export function readCloud(text: string, name: string, fileName: string): Record<string, string> {
  const file = CloudsFile.safeParse(parseYaml(text, fileName));
  if (!file.success) throw new WrongConfiguration(`${fileName}: expected a key "clouds" with named entries`);
  const names = Object.keys(file.data.clouds);
  const entry = Object.hasOwn(file.data.clouds, name) ? file.data.clouds[name] : undefined;
  if (entry === undefined) {
    throw new WrongConfiguration(`${fileName}: no cloud "${name}"; it has ${names.join(', ') || 'none'}`);
  }
  const cloud = Cloud.safeParse(entry);
  if (!cloud.success) {
    const where = cloud.error.issues.map(({ path }) => path.join('.') || '(entry)').join(', ');
    throw new WrongConfiguration(
      `${fileName}: cloud "${name}": expected texts, found something else at ${where}`,
    );
  }
  return variablesOf(cloud.data);
}

function parseYaml(text: string, fileName: string): unknown {
  try {
    // No warnings: they repeat values of the file. The last of two equal keys counts, as in the OpenStack
    // tools; to find equal keys the parser would compare each key with every other.
    return parse(text, { prettyErrors: false, logLevel: 'error', uniqueKeys: false });
  } catch {
    // No cause: the parser's error repeats values of the file.
    throw new WrongConfiguration(`${fileName}: not YAML`);
  }
}

function variablesOf({
  auth,
  ak,
  sk,
  security_token,
  region_name,
}: z.infer<typeof Cloud>): Record<string, string> {
  const variables = {
    OS_AUTH_URL: auth.auth_url,
    OS_TOKEN: auth.token,
    OS_USERNAME: auth.username,
    OS_PASSWORD: auth.password,
    OS_USER_DOMAIN_NAME: auth.user_domain_name ?? auth.domain_name,
    OS_PROJECT_ID: auth.project_id,
    OS_PROJECT_NAME: auth.project_name,
    OS_ACCESS_KEY: ak ?? auth.ak,
    OS_SECRET_KEY: sk ?? auth.sk,
    OS_SECURITY_TOKEN: security_token ?? auth.security_token,
    OS_REGION_NAME: region_name,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
