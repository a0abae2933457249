import { describe, expect, it } from 'vitest';
import { findAccount } from '../../lib/watch/find-account.ts';
import { anAccount, aRequest, projectId } from '../support/watches.ts';

const other = '0123456789abcdef0123456789abcdef';
const accounts = [
  anAccount({ id: 'de' }),
  anAccount({ id: 'nl', region: 'eu-nl' }),
  anAccount({ id: 'nl-2', region: 'eu-nl' }),
  anAccount({ id: 'alone', project_id: other }),
];

const found = (asked: Record<string, unknown>, among = accounts) => {
  const answer = findAccount(aRequest(asked), among);
  return answer.kind === 'found' ? answer.account.id : answer.why;
};

const configured =
  `Configured: de (project ${projectId}, eu-de); nl (project ${projectId}, eu-nl); ` +
  `nl-2 (project ${projectId}, eu-nl); alone (project ${other}, eu-de).`;

describe('an account is found', () => {
  it.each([
    ['its project', { project_id: other }, 'alone'],
    ['its project and region', { region: 'eu-de' }, 'de'],
    ['its id', { account: 'nl-2' }, 'nl-2'],
    ['all three', { account: 'nl', region: 'eu-nl' }, 'nl'],
  ])('by %s', (_, asked, id) => {
    expect(found(asked)).toBe(id);
  });

  it('as it is configured', () => {
    expect(findAccount(aRequest({ account: 'nl' }), accounts)).toStrictEqual({
      kind: 'found',
      account: accounts[1],
    });
  });
});

describe('no account is found, and why, and which ones there are', () => {
  it.each([
    [{ project_id: 'ffffffff' }, 'No account is configured for project ffffffff.'],
    [{ account: 'gone' }, `No account is configured for account gone, project ${projectId}.`],
    [{ account: 'alone' }, `No account is configured for account alone, project ${projectId}.`],
    [{ region: 'eu-ch2' }, `No account is configured for project ${projectId}, region eu-ch2.`],
    [
      { account: 'de', region: 'eu-nl' },
      `No account is configured for account de, project ${projectId}, region eu-nl.`,
    ],
    [{}, `Several accounts are configured for project ${projectId}: name one with "account".`],
    [
      { region: 'eu-nl' },
      `Several accounts are configured for project ${projectId}, region eu-nl: name one with "account".`,
    ],
  ])('%j: %s', (asked, why) => {
    expect(findAccount(aRequest(asked), accounts)).toStrictEqual({
      kind: 'none',
      why: `${why} ${configured}`,
    });
  });

  it('if no account is configured', () => {
    expect(found({}, [])).toBe(
      `No account is configured for project ${projectId}. The configuration has no account.`,
    );
  });

  it('with the first 20 of many accounts', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      anAccount({ id: `account-${index}`, project_id: other }),
    );
    const why = found({}, many);
    expect(why.match(/account-\d+/g)).toStrictEqual(many.slice(0, 20).map(({ id }) => id));
  });
});
