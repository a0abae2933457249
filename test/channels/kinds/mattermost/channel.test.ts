import { describe, expect, it } from 'vitest';
import { mattermost } from '../../../../lib/channels/kinds/mattermost/channel.ts';
import { MattermostConfig } from '../../../../lib/channels/kinds/mattermost/config.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (status: number, id: string): string =>
  JSON.stringify({ id, message: 'Foreign', detailed_error: '', request_id: 'r', status_code: status });

describe('an answer of Mattermost', () => {
  it.each([
    { status: 200, body: 'ok', kind: 'delivered' },
    { status: 200, body: '<html>Foreign', kind: 'refused', why: 'without its "ok"' },
    { status: 200, body: error(200, 'some.new.app_error'), kind: 'refused', why: '200 (some.new.app_error)' },
    { status: 400, body: error(400, 'web.incoming_webhook.invalid.app_error'), kind: 'gone', why: 'deleted' },
    {
      status: 400,
      body: error(400, 'web.incoming_webhook.parse.app_error'),
      kind: 'refused',
      why: 'cannot read',
    },
    { status: 400, body: error(400, 'some.new.app_error'), kind: 'refused', why: '400 (some.new.app_error)' },
    { status: 400, body: error(400, 'Foreign <b>'), kind: 'refused', why: 'Mattermost answered 400' },
    {
      status: 403,
      body: error(403, 'web.incoming_webhook.permissions.app_error'),
      kind: 'refused',
      why: 'any more',
    },
    { status: 404, body: error(404, 'app.channel.get.existing.app_error'), kind: 'gone', why: 'channel' },
    { status: 404, body: '<html>Foreign', kind: 'refused', why: '404' },
    { status: 429, body: 'limit exceeded', kind: 'throttled', why: '429' },
    {
      status: 501,
      body: error(501, 'web.incoming_webhook.disabled.app_error'),
      kind: 'refused',
      why: 'turned off',
    },
    { status: 500, body: error(500, 'app.channel.get.find.app_error'), kind: 'try_again', why: '500' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(mattermost.readAnswer, row);
  });
});

describe('the configuration of a Mattermost channel', () => {
  const config = { id: 'town-square', kind: 'mattermost', url: 'env:MATTERMOST_URL' };

  it.each(['channel', 'all', 'here', 'anna.k_2'])('goes with a mention of %s', (name) => {
    expect(MattermostConfig.safeParse({ ...config, mention: [name] }).success).toBe(true);
  });

  it.each(['@channel', 'a b', '', 'a\n@all'])('goes with no mention of %j', (name) => {
    expect(MattermostConfig.safeParse({ ...config, mention: [name] }).success).toBe(false);
  });

  it('holds no address in clear', () => {
    expect(MattermostConfig.safeParse({ ...config, url: 'https://chat.example.com/hooks/x' }).success).toBe(
      false,
    );
  });
});
