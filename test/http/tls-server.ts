import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import { listen } from './loopback-server.ts';

const read = (name: string): string => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');

/** Trusts the tests' own certificate, for cloud.example and this machine, while a file's tests run. */
export function trustTestCertificate(): void {
  const usual = getCACertificates();
  beforeAll(() => setDefaultCACertificates([...usual, read('certificate.pem')]));
  afterAll(() => setDefaultCACertificates(usual));
}

/** An https server on loopback for one test; answers its port. */
export const serveTls = (listener: RequestListener): Promise<number> =>
  listen(createServer({ cert: read('certificate.pem'), key: read('key.pem') }, listener));
