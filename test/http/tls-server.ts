import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import { listen } from './loopback-server.ts';

const read = (name: string): string => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');

/** Trusts the test certificate (cloud.example and loopback) while the tests of a file run. */
export function trustTestCertificate(): void {
  const usual = getCACertificates();
  beforeAll(() => setDefaultCACertificates([...usual, read('certificate.pem')]));
  afterAll(() => setDefaultCACertificates(usual));
}

/** Starts an https server on loopback for one test. Returns its port. */
export const serveTls = (listener: RequestListener): Promise<number> =>
  listen(createServer({ cert: read('certificate.pem'), key: read('key.pem') }, listener));
