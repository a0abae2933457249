/**
 * Loaded into each process that runs a packaged function, before the function: the test's clock and the
 * test's names. Nothing of the product knows of it.
 *
 * Every host name leads to the test's TLS server on loopback. The address guard is not passed by: it judges
 * the public address that the name has here, and the socket's, and only then the connection goes to loopback.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const { STACK_CLOCK, STACK_HOSTS_PORT } = process.env;
const [epochMs, factor] = STACK_CLOCK.split(' ').map(Number);
const port = Number(STACK_HOSTS_PORT);
/** A public address, as the guard sees it. It is for documents (RFC 5737), so nothing real would answer. */
const publicAddress = '203.0.113.1';

const RealDate = Date;
const now = () => Math.floor(epochMs + (RealDate.now() - epochMs) * factor);
globalThis.Date = class FastDate extends RealDate {
  constructor(...parameters) {
    if (parameters.length === 0) super(now());
    else super(...parameters);
  }
  static now = now;
};

const isHere = (host) => host === undefined || host === 'localhost' || net.isIP(host) !== 0;

const { lookup } = dns;
dns.lookup = (hostname, options, done = options) => {
  if (isHere(hostname)) return lookup(hostname, options, done);
  const found = { address: publicAddress, family: 4 };
  process.nextTick(() => (options.all ? done(null, [found]) : done(null, found.address, found.family)));
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...parameters) {
  const options = parameters[0]?.[0] ?? parameters[0];
  if (typeof options !== 'object' || options.path !== undefined || isHere(options.host)) {
    return connect.apply(this, parameters);
  }
  const judged = options.lookup ?? dns.lookup;
  options.port = port;
  options.lookup = (hostname, how, done) =>
    judged(hostname, how, (error, found, family) => {
      if (error) return done(error, found, family);
      const loopback = '127.0.0.1';
      return Array.isArray(found)
        ? done(
            null,
            found.map(() => ({ address: loopback, family: 4 })),
          )
        : done(null, loopback, 4);
    });
  Object.defineProperty(this, 'remoteAddress', { value: publicAddress });
  return connect.apply(this, parameters);
};

syncBuiltinESMExports();
