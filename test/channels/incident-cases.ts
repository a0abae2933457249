import { Destination } from '../../lib/channels/destination.ts';
import { type ChannelCase, statusDecides } from './case.ts';

const isReceiver = (url: string): boolean => url.startsWith('http://127.0.0.1:');

export const incidentCases: ChannelCase[] = [
  {
    kind: 'alertmanager',
    destination: Destination.parse({
      id: 'alerts',
      kind: 'alertmanager',
      url: 'env:ALERTMANAGER_URL',
      token: 'env:ALERTMANAGER_TOKEN',
    }),
    secrets: (url) => ({ 'env:ALERTMANAGER_URL': url, 'env:ALERTMANAGER_TOKEN': 'x0x0secret.of.a.bearer' }),
    arrivesAt: (path) => `${path}/api/v2/alerts`,
    taken: { status: 200, body: '' },
    statuses: statusDecides,
  },
  {
    kind: 'pagerduty',
    destination: Destination.parse({ id: 'on-call', kind: 'pagerduty', routing_key: 'env:PAGERDUTY_KEY' }),
    // There is no address: a wrong one stands for a wrong key.
    secrets: (url) => ({ 'env:PAGERDUTY_KEY': isReceiver(url) ? 'x0x0secret'.padEnd(32, '0') : url }),
    vendorOrigin: 'https://events.pagerduty.com',
    arrivesAt: () => '/v2/enqueue',
    taken: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"k"}' },
    statuses: statusDecides,
  },
];
