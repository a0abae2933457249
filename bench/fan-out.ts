import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAttemptDelivery } from '../lib/channels/attempt-delivery.ts';
import { Destination } from '../lib/channels/destination.ts';
import { makeSendHttp } from '../lib/http/send.ts';
import { sampleFailure } from '../lib/notification/sample-notification.ts';
import { Secret } from '../lib/watch/ports/secret.ts';
import type { Benchmark } from './benchmark.ts';
import { figure, table } from './table.ts';

const count = 20;
/** The answer time of the slowest receiver, in milliseconds. */
const slowestMs = 200;

/** `npm run bench fan-out`: compares 20 concurrent deliveries with the slowest one alone. */
export const fanOut: Benchmark = {
  about: 'wall time of one notification to 20 destinations on loopback, compared with the slowest alone',
  run: async () => {
    const delays = Array.from({ length: count }, (_, index) => Math.round((slowestMs * (index + 1)) / count));
    const server = createServer((request, response) => {
      request.resume();
      const delay = Number(request.url?.split('/').at(-1));
      setTimeout(() => response.end('ok'), delay);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const http = makeSendHttp({ addresses: 'public_or_loopback' });
    const attempt = makeAttemptDelivery({
      send: http.send,
      resolveSecret: async (reference) =>
        new Secret(`http://127.0.0.1:${port}/${reference.slice('env:D'.length)}`),
      signAws: async ({ headers }) => headers,
      now: Date.now,
      destinations: delays.map((delay) =>
        Destination.parse({ id: `d${delay}`, kind: 'slack', url: `env:D${delay}` }),
      ),
    });
    const notification = sampleFailure(Date.now());
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const all = () => Promise.all(delays.map((delay) => attempt({ notification, destination: `d${delay}` })));
    await all();
    const slowest = await timed(() => attempt({ notification, destination: `d${slowestMs}` }));
    const together = await timed(all);
    await http.close();
    server.closeAllConnections();
    server.close();
    return table(
      ['deliveries', 'wall time ms', 'ratio to the slowest'],
      [
        ['the slowest alone', figure(slowest), '1'],
        [`${count} at once`, figure(together), figure(together / slowest)],
      ],
    );
  },
};
