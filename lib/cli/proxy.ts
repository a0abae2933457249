type Env = Readonly<Record<string, string | undefined>>;

/** The variables that curl and the clouds' own tools read, in either case. */
export function proxyOf(env: Env) {
  const httpProxy = env['http_proxy'] ?? env['HTTP_PROXY'];
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'];
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'];
  if (!httpProxy && !httpsProxy) return undefined;
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) };
}
