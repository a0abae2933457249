import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { SmnConfig } from '../../lib/cts/config.ts';
import { readTrace } from '../../lib/cts/read-trace.ts';
import { placeOfTopic, TopicUrn } from '../../lib/cts/topic-urn.ts';
import { Trace } from '../../lib/cts/trace.ts';
import { labelOf } from '../../lib/job/labels.ts';
import { topic } from './smn-messages.ts';
import { aTrace } from './traces.ts';

const page = readFileSync(new URL('../../docs/cts.md', import.meta.url), 'utf8');
const block = (language: string): string =>
  new RegExp(`^ {3}\`\`\`${language}\n([^]*?)^ {3}\`\`\``, 'm').exec(page)?.[1]?.replace(/^ {3}/gm, '') ?? '';

const Body = z.strictObject({
  notification_name: z.string().regex(/^\w{1,64}$/),
  operation_type: z.literal('customized'),
  topic_id: TopicUrn,
  operations: z.array(
    z.strictObject({
      service_type: z.literal('SDRS'),
      resource_type: z.enum([
        'protectionGroup',
        'protectedInstance',
        'replicationPair',
        'disasterRecoveryDrill',
      ]),
      trace_names: z.array(z.string()),
    }),
  ),
});
const { operations } = Body.parse(JSON.parse(block('json')));
const names = operations.flatMap(({ trace_names }) => trace_names);

it('shows a valid configuration', () => {
  const { api } = z.object({ api: z.object({ smn: SmnConfig }) }).parse(parse(block('yaml')));
  expect(api.smn.confirm).toBe(true);
});

it('notifies of every SDRS operation that has a job', () => {
  const labels = new Set(names.map(labelOf));
  expect(labels.size).toBe(22);
  for (const type of [
    'failoverProtectionGroupNoCG',
    'addNicNew',
    'detachReplicationPairNew',
    'deleteDisasterRecoveryDrill',
  ])
    expect(labels).toContain(labelOf(type));
});

it.each(names)('names only traces that start a watch: %s', (trace_name) => {
  expect(readTrace(Trace.parse(aTrace({ trace_name })), placeOfTopic(topic)!)).toMatchObject({
    kind: 'watch',
  });
});
