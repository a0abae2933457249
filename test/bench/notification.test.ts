import { expect, it } from 'vitest';
import { notificationReport } from '../../bench/notification.ts';
import { kinds } from '../../lib/channels/destination.ts';
import { sampleSecret } from '../../lib/channels/samples.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

it('every kind of channel is measured, or named as one without a sample', () => {
  const report = notificationReport({ batches: 1, callsPerBatch: 1 });
  const measured = [...report.matchAll(/^\| make the request for ([\w-]+) /gm)].map(([, kind]) => kind);
  const named = /not measured: (.*)\.$/.exec(report)?.[1]?.split(', ') ?? [];
  expect([...measured, ...named].sort()).toEqual([...kinds].sort());
  expect(measured).toEqual(expect.arrayContaining(['slack', 'telegram', 'webhook']));
});

it('a sample that needs an unknown secret is told', () => {
  expect(() => sampleSecret(SecretRef.parse('env:OTHER'))).toThrow(/no secret behind env:OTHER/);
});

it('everything is a ratio to the JSON of the notification', () => {
  expect(notificationReport({ batches: 3, callsPerBatch: 1 })).toMatch(/baseline\) .* 1× \|$/m);
});
