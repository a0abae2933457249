import type { ThroughProxy } from '../http/dispatcher.ts';
import { makeProxy } from '../http/proxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the proxy from the variables that curl and the OpenStack tools use, in either case. Throws
 * WrongConfiguration.
 */
export function proxyOf(env: Env): ThroughProxy | undefined {
  const httpProxy = env['http_proxy'] ?? env['HTTP_PROXY'];
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'];
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'];
  if (!httpProxy && !httpsProxy) return undefined;
  return makeProxy({ httpProxy, httpsProxy, noProxy });
}
