import { describe, expect, it } from 'vitest';
import { Destination, destinationSecrets } from '../../lib/channels/destination.ts';

const secretsOf = (fields: object) => destinationSecrets(Destination.parse({ id: 'dr', ...fields }));

describe('the secrets of a destination', () => {
  it.each([
    [{ kind: 'slack', url: 'env:URL' }, ['env:URL']],
    [{ kind: 'ntfy', url: 'env:URL', token: 'env:TOKEN' }, ['env:URL', 'env:TOKEN']],
    [{ kind: 'ntfy', url: 'env:URL' }, ['env:URL']],
    [{ kind: 'webhook', url: 'https://hooks.example/a', sign: ['env:A', 'ssm:/b'] }, ['env:A', 'ssm:/b']],
    [{ kind: 'webhook', url: 'env:URL', sign: ['env:A'] }, ['env:URL', 'env:A']],
    [{ kind: 'eventbridge', region: 'eu-central-1' }, []],
  ])('%j are %j', (fields, secrets) => {
    expect(secretsOf(fields)).toEqual(secrets);
  });

  it('do not include a text that only looks like a reference', () => {
    const labels = { team: 'env:TEAM' };
    expect(secretsOf({ kind: 'alertmanager', url: 'https://am.example', labels })).toEqual([]);
  });
});
