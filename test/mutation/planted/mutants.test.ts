import { describe, expect, it } from 'vitest';
import { deployedDefinitions } from '../../workflow/definitions.ts';
import { mutantsOfDefinitions } from './definition-mutants.ts';
import { mutantsOf } from './mutants.ts';
import { mutantsOfTemplate } from './template-mutants.ts';

const planted = (mutants: ReturnType<typeof mutantsOf>) =>
  Object.fromEntries(mutants.map(({ where, mutated }) => [where, mutated()]));

describe('the changes of a document', () => {
  const document = { list: ['a', true], number: 12, empty: null };
  const mutants = mutantsOf(document, {
    kindOf: () => 'any',
    isEquivalent: (where) => where === 'drops empty',
    mistakenFor: (value) => (value === 'a' ? ['b', 'c'] : undefined),
  });

  it('are each part dropped, each string mistaken, each number and boolean changed, but for equivalents', () => {
    expect(planted(mutants)).toEqual({
      'drops list': { number: 12, empty: null },
      'drops list.0': { ...document, list: [true] },
      'puts "b" at list.0': { ...document, list: ['b', true] },
      'puts "c" at list.0': { ...document, list: ['c', true] },
      'drops list.1': { ...document, list: ['a'] },
      'puts false at list.1': { ...document, list: ['a', false] },
      'drops number': { list: ['a', true], empty: null },
      'puts 121 at number': { ...document, number: 121 },
      'puts 1 at number': { ...document, number: 1 },
    });
  });

  it('leave the document as it is', () => {
    for (const { mutated } of mutants) mutated();
    expect(document).toEqual({ list: ['a', true], number: 12, empty: null });
  });
});

describe('the changes of the definitions', () => {
  const where = mutantsOfDefinitions(deployedDefinitions).map((mutant) => mutant.where);

  it('lead to each other state of the same machine', () => {
    const next = where.filter((one) => one.endsWith(' watchJob.States.BeginWatch.Next'));
    expect(next).toHaveLength(Object.keys(deployedDefinitions.watchJob.States).length);
    expect(next).toContain('puts "EndWatch" at watchJob.States.BeginWatch.Next');
    const inMap = where.filter((one) => one.endsWith('.WaitUntilQuietHoursEnd.Next'));
    expect(inMap.some((one) => one.includes('"Judge"'))).toBe(true);
    expect(inMap.some((one) => one.includes('"NotificationTaken"'))).toBe(false);
  });

  it('end a path too early, and leave comments alone', () => {
    expect(where).toContain('puts "$.decision" at watchJob.States.WaitForNextPoll.SecondsPath');
    expect(where.filter((one) => one.endsWith('.Comment'))).toEqual([]);
  });
});

describe('the changes of a template', () => {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: { Statement: [{ Action: 'sqs:SendMessage', Resource: { Ref: 'A' } }] },
  };
  const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
  const where = mutantsOfTemplate({ Resources: { A: queue, B: queue, TheRole: role } }).map(
    (mutant) => mutant.where,
  );

  it('take a right for all rights, and a resource for another of its type', () => {
    const statement = 'Resources.TheRole.Properties.Statement.0';
    expect(where).toEqual(
      expect.arrayContaining([
        `puts "*" at ${statement}.Action`,
        `puts "*" at ${statement}.Resource`,
        `puts "B" at ${statement}.Resource.Ref`,
      ]),
    );
    expect(where).not.toContain(`puts "TheRole" at ${statement}.Resource.Ref`);
  });
});
