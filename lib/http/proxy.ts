import { EnvHttpProxyAgent } from 'undici';
import { WrongConfiguration } from '../watch/errors.ts';
import { verifiedTls } from './address-guard.ts';
import type { ThroughProxy } from './dispatcher.ts';

/**
 * Proxies as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY give them. Without `httpsProxy`, `httpProxy`
 * serves https too.
 */
export interface ProxySettings {
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

/** Local servers are never reached through a proxy, as in Go. */
const neverProxied = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Makes connections through the proxies of these settings. Throws WrongConfiguration for a proxy that is no
 * http or https URL; the message does not repeat it, for it may hold a password.
 */
export function makeProxy(settings: ProxySettings): ThroughProxy {
  checkProxy(settings);
  // Empty strings, because undici reads the environment for what is absent.
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = settings;
  return (connections) =>
    new EnvHttpProxyAgent({
      ...connections,
      requestTls: verifiedTls,
      proxyTls: verifiedTls,
      httpProxy,
      httpsProxy,
      noProxy: [noProxy, ...neverProxied].join(','),
    });
}

function checkProxy({ httpProxy, httpsProxy }: ProxySettings): void {
  for (const [name, value] of Object.entries({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy })) {
    if (!value || /^https?:$/.test(protocolOf(value))) continue;
    throw new WrongConfiguration(
      `${name}: expected a URL such as http://proxy.example:3128, found something else`,
    );
  }
}

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');
