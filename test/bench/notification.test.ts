import { expect, it } from 'vitest';
import { notificationReport } from '../../bench/notification.ts';
import { kinds } from '../../lib/channels/destination.ts';
import { sampleSecret } from '../../lib/channels/samples.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

it('measures every kind of channel, or lists it as not measured', () => {
  const report = notificationReport({ batches: 1, callsPerBatch: 1 });
  const measured = [...report.matchAll(/^\| make the request for ([\w-]+) /gm)].map(([, kind]) => kind);
  const named = /not measured: (.*)\.$/.exec(report)?.[1]?.split(', ') ?? [];
  expect([...measured, ...named].sort()).toEqual([...kinds].sort());
  expect(measured).toEqual(expect.arrayContaining(['slack', 'telegram', 'webhook']));
});

it('refuses a sample that needs an unknown secret', () => {
  expect(() => sampleSecret(SecretRef.parse('env:OTHER'))).toThrow(/no secret behind env:OTHER/);
});

it('compares everything with the JSON of the notification', () => {
  expect(notificationReport({ batches: 3, callsPerBatch: 1 })).toMatch(/baseline\) .* 1× \|$/m);
});
