import '../cts/reflect-metadata.ts';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as x509 from '@peculiar/x509';

/** A notification as it arrived, and the status that it was answered with. */
export interface Received {
  /** The path of the receiver, such as "/everything". */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  status: number;
  /** By the clock of the stack. */
  atMs: number;
}

/** What a receiver answers to the next messages. */
export interface Answering {
  path: string;
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** Endless by default. */
  times?: number;
  /** Only messages with this text in them, such as the id of a job. */
  having?: string;
}

/** The hosts that the stack under test talks to. */
export const hosts = {
  jobApi: 'sdrs.eu-de.otc.t-systems.com',
  smn: 'smn.eu-de.otc.t-systems.com',
  receivers: ['hooks.example.com', 'hooks.slack.com'],
};

/**
 * Serves all hosts of the internet that the stack knows, with TLS and one certificate on one port of
 * loopback: the job API (the simulator), the receivers, and the certificate that signs messages of SMN.
 */
export async function startHosts(options: { simulatorUrl: string; smnPem: string; now: () => number }) {
  const certificate = await makeCertificate([hosts.jobApi, hosts.smn, ...hosts.receivers]);
  const received: Received[] = [];
  const answering: (Answering & { times: number })[] = [];
  const waiting = new Set<() => void>();

  const receive = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path, body] = [asked.url ?? '', await text(asked)];
    const answer = answering.find(
      (one) => one.path === path && one.times > 0 && (one.having === undefined || body.includes(one.having)),
    );
    if (answer !== undefined) answer.times -= 1;
    const { status, headers, body: words } = answer ?? { status: 200, headers: {}, body: 'ok' };
    received.push({ path, headers: asked.headers, body, status, atMs: options.now() });
    for (const check of waiting) check();
    response.writeHead(status, headers).end(words);
  };

  const server = createServer(certificate, (asked, response) => {
    const host = asked.headers.host ?? '';
    if (host === hosts.jobApi) forward(asked, response, options.simulatorUrl);
    else if (host === hosts.smn) response.writeHead(200).end(options.smnPem);
    else if (hosts.receivers.includes(host)) receive(asked, response);
    else response.writeHead(421).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    /** For NODE_EXTRA_CA_CERTS. */
    certificate: certificate.cert,
    /** Everything that arrived, oldest first. */
    received: received as readonly Received[],
    /** Orders another answer than 200; earlier orders come first. */
    answer: (order: Answering) => {
      answering.push({ times: Number.POSITIVE_INFINITY, ...order });
    },
    /** Resolves with the messages that match, once there are `count`; never, if they do not come. */
    waitFor: (matches: (message: Received) => boolean, count = 1): Promise<Received[]> =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = received.filter(matches);
          if (found.length < count) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type Hosts = Awaited<ReturnType<typeof startHosts>>;

function forward(asked: IncomingMessage, response: ServerResponse, url: string): void {
  const target = new URL(url);
  const { method, headers, url: path } = asked;
  const onward = request({ host: target.hostname, port: target.port, path, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // The simulator breaks connections on purpose.
  onward.on('error', () => response.destroy());
  asked.pipe(onward);
}

async function makeCertificate(names: readonly string[]): Promise<{ key: string; cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const day = 86_400_000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=The hosts of the test',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      new x509.BasicConstraintsExtension(true, undefined, true),
    ],
  });
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' });
  return {
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: certificate.toString('pem'),
  };
}
