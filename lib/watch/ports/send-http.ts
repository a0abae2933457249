import type { Secret } from './secret.ts';

/** One HTTP request. `url` is a secret because the URL of a chat's webhook contains one. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: Secret;
  headers: Record<string, string>;
  body?: string;
  connectTimeoutMs: number;
  /** From the first byte sent to the last byte read. */
  totalTimeoutMs: number;
  /** Bytes read at most. A longer answer is cut there and has `cutAt`. */
  maxBodyBytes: number;
}

/** The answer, or why there is none. `message` names the host, never the path or the query. */
export type HttpAnswer =
  | {
      kind: 'answer';
      status: number;
      headers: Record<string, string>;
      body: string;
      /** The number of bytes that were read, if the answer was longer: then the body is only its beginning. */
      cutAt?: number;
    }
  | {
      kind: 'failure';
      what: 'address_refused' | 'connect' | 'timeout' | 'broken';
      message: string;
    };

/** Sends one request and follows no redirect. Never throws for what a network can do. */
export type SendHttp = (request: HttpRequest) => Promise<HttpAnswer>;
