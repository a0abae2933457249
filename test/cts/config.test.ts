import { describe, expect, it } from 'vitest';
import { SmnConfig } from '../../lib/cts/config.ts';
import { problemLine, validateInput } from '../../lib/watch/validate-input.ts';
import { host, topic } from './smn-messages.ts';

const problemsOf = (input: unknown): string[] => {
  const parsed = validateInput(SmnConfig, input);
  return parsed.kind === 'wrong' ? parsed.problems.map(problemLine) : [];
};
const least = { topics: [topic], hosts: [host] };

describe('the configuration of SMN', () => {
  it('does not confirm subscriptions by default', () => {
    expect(SmnConfig.parse(least)).toStrictEqual({ ...least, confirm_hosts: [], confirm: false });
  });

  it.each([
    [{ ...least, topics: [] }, 'topics: expected the URN of at least one topic'],
    [{ ...least, topics: ['sdrs-traces'] }, 'topics[0]: expected the URN of a topic such as "urn:smn:eu-de:'],
    [{ ...least, hosts: [] }, 'hosts: expected at least one host such as "smn.eu-de.otc.t-systems.com"'],
    [{ ...least, host }, 'host: unknown key; known: topics, hosts, confirm_hosts, confirm'],
    [{ ...least, confirm: 'yes' }, 'confirm: expected boolean'],
  ])('is refused with the problem: %j', (input, problem) => {
    expect(problemsOf(input)).toStrictEqual([expect.stringContaining(problem)]);
  });

  it.each([
    'https://smn.eu-de.otc.t-systems.com',
    'smn.eu-de.otc.t-systems.com:443',
    'smn.eu-de.otc.t-systems.com/',
    '*.otc.t-systems.com',
    'SMN.eu-de.otc.t-systems.com',
    'smn.eu-de.otc.t-systems.com.',
    'localhost',
    '127.0.0.1',
    '[::1]',
    '',
  ])('is refused with a host that is not a full lower-case name: %j', (name) => {
    expect(problemsOf({ ...least, hosts: [name], confirm_hosts: [name] })).toHaveLength(2);
  });
});
