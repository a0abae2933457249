type Env = Readonly<Record<string, string | undefined>>;

/** The variables of each kind of credentials, by precedence. */
const kinds = [
  { kind: 'token', needed: { token: 'OS_TOKEN' } },
  {
    kind: 'access_key',
    needed: { access_key: 'OS_ACCESS_KEY', secret_key: 'OS_SECRET_KEY' },
    also: { security_token: 'OS_SECURITY_TOKEN' },
  },
  {
    kind: 'password',
    needed: { username: 'OS_USERNAME', password: 'OS_PASSWORD', user_domain: 'OS_USER_DOMAIN_NAME' },
  },
] as const;

/** All variables of credentials, and the URL of the IAM that they belong to. */
export const credentialNames: readonly string[] = [
  'OS_AUTH_URL',
  ...kinds.flatMap(({ needed, ...rest }) => Object.values({ ...needed, ...('also' in rest && rest.also) })),
];

/** The variables to set, for an error message. */
export const credentialVariables =
  'OS_TOKEN; or OS_ACCESS_KEY and OS_SECRET_KEY; or OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_USER_DOMAIN_NAME';

/** Returns credentials as references to the OS_* variables; undefined if no kind is complete. */
export function localCredentials(env: Env): Record<string, string> | undefined {
  for (const { kind, needed, ...rest } of kinds) {
    if (Object.values(needed).some((name) => !env[name])) continue;
    const also = 'also' in rest ? Object.entries(rest.also).filter(([, name]) => env[name]) : [];
    const references = [...Object.entries(needed), ...also].map(([field, name]) => [field, `env:${name}`]);
    return { kind, ...Object.fromEntries(references) };
  }
  return undefined;
}
