import type { LookupFunction } from 'node:net';
import type { Dispatcher, Agent as UndiciAgent } from 'undici';
// Not undici's index: its fetch, WebSocket, caches and mocks would cost a third of a function's cold start.
import Agent from 'undici/lib/dispatcher/agent.js';
import { type Addresses, guardedConnector, verifiedTls } from './address-guard.ts';

/** An IAM token is one header of up to 16,384 characters. */
const maxHeaderBytes = 65_536;

/** Makes connections through a proxy, with these settings of connections. */
export type ThroughProxy = (settings: UndiciAgent.Options) => Dispatcher;

/** Limits the connections to one gateway, even if a thousand watches poll at once. */
const connectionsPerHost = 64;

/**
 * Kept-alive connections that are guarded and proxied as configured. Through a proxy, names are looked up by
 * the proxy: there only IP addresses written in the URL are guarded. Sockets speak HTTP/1.1 only.
 */
export function makeDispatcher(options: {
  addresses: Addresses;
  connectTimeoutMs: number;
  lookup: LookupFunction;
  proxy: ThroughProxy | undefined;
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
  return proxy === undefined ? new Agent(settings) : proxy(settings);
}
