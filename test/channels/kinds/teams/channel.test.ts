import { describe, expect, it } from 'vitest';
import { teams } from '../../../../lib/channels/kinds/teams/channel.ts';
import { TeamsConfig } from '../../../../lib/channels/kinds/teams/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (code: string): string => JSON.stringify({ error: { code, message: 'Foreign' } });

describe('an answer of a workflow', () => {
  it.each([
    { status: 202, body: '', kind: 'delivered' },
    { status: 200, body: '{"posted":true}', kind: 'delivered' },
    { status: 200, body: '<!DOCTYPE html>Foreign', kind: 'refused', why: 'something else' },
    { status: 200, body: error('ActionFailed'), kind: 'refused', why: 'answered 200 (ActionFailed)' },
    { status: 400, body: error('WorkflowTriggerIsNotEnabled'), kind: 'refused', why: 'turn it on' },
    { status: 400, body: error('TriggerInputSchemaMismatch'), kind: 'refused', why: 'from the template' },
    { status: 400, body: error('SomeNewCode'), kind: 'refused', why: '400 (SomeNewCode)' },
    { status: 400, body: error('Foreign <b>'), kind: 'refused', why: 'The workflow of Teams answered 400' },
    { status: 401, body: error('DirectApiAuthorizationRequired'), kind: 'refused', why: 'Anyone' },
    { status: 401, body: '', kind: 'refused', why: 'Anyone' },
    {
      status: 403,
      body: error('AuthorizationFailed'),
      kind: 'refused',
      why: '403 (AuthorizationFailed): set',
    },
    { status: 404, body: error('WorkflowNotFound'), kind: 'gone', why: 'deleted' },
    { status: 413, body: '', kind: 'refused', why: 'too large' },
    {
      status: 429,
      body: error('Foreign <b>'),
      headers: { 'retry-after': '7' },
      kind: 'throttled',
      seconds: 7,
    },
    { status: 502, body: error('NoResponse'), kind: 'try_again', why: '502 (NoResponse)' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(teams.readAnswer, row);
  });
});

describe('the address of a workflow', () => {
  const config = TeamsConfig.parse({ id: 'teams-ops', kind: 'teams', url: 'env:TEAMS_URL' });
  const requestTo = (url: string) =>
    teams.request(config, { ...notified(aNotification()), secret: () => new Secret(url), now: 0 });

  it.each([
    'https://default0a1b.c2.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/f/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s',
    'https://prod-12.westeurope.logic.azure.com:443/workflows/f/triggers/manual/paths/invoke?sig=s',
    'http://127.0.0.1:9/x',
  ])('may be %s', (url) => {
    const prepared = requestTo(url);
    expect(prepared.kind === 'post' ? prepared.url.reveal() : prepared.why).toBe(url.replace(':443', ''));
  });

  it.each([
    'https://logic.azure.com/workflows/f',
    'https://evillogic.azure.com/workflows/f',
    'https://x.logic.azure.com.evil.example/workflows/f',
    'https://x.logic.azure.com:8443/workflows/f',
    'http://x.logic.azure.com/workflows/f',
    'https://contoso.webhook.office.com/webhookb2/f',
  ])('may not be %s', (url) => {
    expect(requestTo(url)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('found another URL'),
    });
  });

  it.each([
    { name: '**Anna**', id: 'anna@contoso.example' },
    { name: 'Anna</at>', id: 'anna@contoso.example' },
    { name: 'Anna', id: 'anna contoso' },
  ])('goes with no mention of %o', (mention) => {
    expect(TeamsConfig.safeParse({ ...config, mention: [mention] }).success).toBe(false);
  });
});
