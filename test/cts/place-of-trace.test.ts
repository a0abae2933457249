import { expect, it } from 'vitest';
import { placeOfTrace } from '../../lib/cts/place-of-trace.ts';
import { placeOfTopic, TopicUrn } from '../../lib/cts/topic-urn.ts';
import { Trace } from '../../lib/cts/trace.ts';
import { anAccount, projectId } from '../support/watches.ts';
import { topic } from './smn-messages.ts';
import { aTrace } from './traces.ts';

const other = '0123456789abcdef0123456789abcdef';
const otherTopic = placeOfTopic(`urn:smn:eu-de:${other}:sdrs-traces`)!;

it('reads the region and project of a topic', () => {
  expect(placeOfTopic(topic)).toStrictEqual({ region: 'eu-de', project_id: projectId });
});

it.each([
  '',
  'urn:smn:eu-de',
  `urn:smn:eu-de:${projectId}`,
  `urn:smn:EU:${projectId}:a`,
  `${topic}:b`,
  `${topic}\n`,
])('refuses a topic: %j', (urn) => {
  expect(TopicUrn.safeParse(urn).success).toBe(false);
  expect(placeOfTopic(urn)).toBeUndefined();
});

const named = [
  { user: { project_id: projectId } },
  { user: { project: { id: projectId } } },
  { resource_url: `https://console.example/v1/${projectId}/server-groups/1` },
  { endpoint: `https://sdrs.eu-de.otc.t-systems.com/v1.0/${projectId}` },
];

it.each(named)('uses the project in a trace if only that project has an account: %j', (fields) => {
  const trace = Trace.parse(aTrace(fields));
  expect(placeOfTrace(trace, otherTopic, [anAccount()])).toStrictEqual({
    region: 'eu-de',
    project_id: projectId,
  });
});

it.each([
  ['has an account', [anAccount(), anAccount({ id: 'other', project_id: other })]],
  ['has none and the project in the trace has none', []],
  ['has none and the project in the trace has one in another region', [anAccount({ region: 'eu-nl' })]],
])('uses the project of the topic if it %s', (_name, accounts) => {
  const trace = Trace.parse(aTrace(named[0]));
  expect(placeOfTrace(trace, otherTopic, accounts)).toStrictEqual({ region: 'eu-de', project_id: other });
});

it('ignores invalid project ids in a trace', () => {
  const trace = Trace.parse(aTrace({ user: { project_id: 7, project: 'a/b' }, endpoint: '/v1/short' }));
  expect(placeOfTrace(trace, otherTopic, [anAccount()])).toStrictEqual(otherTopic);
});
