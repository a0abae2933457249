import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { WrongConfiguration } from '../watch/errors.ts';
import { type Addresses, guardedConnector, verifiedTls } from './address-guard.ts';

/** Proxies as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY give them. Without `httpsProxy`, `httpProxy` serves https too. */
export interface ProxySettings {
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

/** An IAM token comes as one header of up to 16,384 characters, and goes as one. */
const maxHeaderBytes = 65_536;

/** A thousand watches that look at once are no reason for a thousand connections to one gateway. */
const connectionsPerHost = 64;

/** This machine is never asked through a proxy, as curl's and Go's users expect for a server at the desk. */
const neverProxied = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Kept-alive connections that are guarded and proxied as configured. Through a proxy, names are looked up by the proxy:
 * there only IP addresses written in the URL are guarded. Sockets speak HTTP/1.1 only.
 */
export function makeDispatcher(options: {
  addresses: Addresses;
  connectTimeoutMs: number;
  lookup: LookupFunction;
  proxy: ProxySettings | undefined;
}): Dispatcher {
  const { addresses, connectTimeoutMs, lookup, proxy } = options;
  const settings = {
    allowH2: false,
    connectTimeout: connectTimeoutMs,
    connect:
      addresses === 'any'
        ? { ...verifiedTls, lookup }
        : guardedConnector(addresses, { timeoutMs: connectTimeoutMs, lookup }),
    connections: connectionsPerHost,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (proxy === undefined) return new Agent(settings);
  // Empty strings, because undici reads the environment for what is absent.
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = proxy;
  return new EnvHttpProxyAgent({
    ...settings,
    requestTls: verifiedTls,
    proxyTls: verifiedTls,
    httpProxy,
    httpsProxy,
    noProxy: [noProxy, ...neverProxied].join(','),
  });
}

/** Throws WrongConfiguration for a proxy that is no http or https URL; the message does not repeat it, for it may hold a password. */
export function checkProxy({ httpProxy, httpsProxy }: ProxySettings): void {
  for (const [name, value] of Object.entries({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy })) {
    if (!value || /^https?:$/.test(protocolOf(value))) continue;
    throw new WrongConfiguration(
      `${name}: expected a URL such as http://proxy.example:3128, found something else`,
    );
  }
}

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');
