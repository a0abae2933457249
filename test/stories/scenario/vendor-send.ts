import { Secret } from '../../../lib/watch/ports/secret.ts';
import type { SendHttp } from '../../../lib/watch/ports/send-http.ts';
import { makeMisledSend } from '../misled-send.ts';
import type { PretendVendor } from './pretend-vendor.ts';
import { type DestinationId, destinationIds } from './scenario.ts';
import { type Vendor, type VendorKind, vendors } from './vendors.ts';

/**
 * The real client, for which the hosts of vendors are on this machine, and whose requests go astray as the
 * faults say.
 */
export function makeVendorSend({
  kinds,
  places,
  faultNow,
}: {
  kinds: Record<DestinationId, VendorKind>;
  places: Record<DestinationId, PretendVendor>;
  faultNow: (id: DestinationId) => string | undefined;
}): { send: SendHttp; close: () => Promise<void> } {
  const hostOf = (id: DestinationId) => (vendors[kinds[id]] satisfies Vendor as Vendor).host;
  const http = makeMisledSend('public_or_loopback', ({ origin }) => {
    const id = destinationIds.find((one) => places[one].origin === origin);
    return id === undefined ? undefined : faultNow(id);
  });
  return {
    send: (request) => {
      const { hostname, pathname, search } = new URL(request.url.reveal());
      const id = destinationIds.find((one) => hostOf(one) === hostname);
      if (id === undefined) return http.send(request);
      return http.send({ ...request, url: new Secret(places[id].origin + pathname + search) });
    },
    close: http.close,
  };
}
