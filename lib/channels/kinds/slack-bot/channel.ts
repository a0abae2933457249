import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { classifySlackBot } from './classify.ts';
import { SlackBotConfig } from './config.ts';
import { renderSlackBot } from './render.ts';

/** A Slack channel by a bot. */
export const slackBot: Channel<SlackBotConfig> = {
  kind: 'slack-bot',
  config: SlackBotConfig,
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  secretsOf: ({ token }) => [token],
  request,
  classify: classifySlackBot,
};

function request(config: SlackBotConfig, { message, earlier, secret }: Sending): Prepared {
  const token = secret(config.token).reveal();
  if (!/^xoxb-[A-Za-z0-9-]{10,240}$/.test(token)) {
    return {
      kind: 'refused',
      why: `the secret ${config.token}: expected a bot token (xoxb-…), found something else (not shown: it is a secret)`,
    };
  }
  const { method, payload } = renderSlackBot(message, config, earlier);
  return {
    kind: 'post',
    url: new Secret(`https://slack.com/api/${method}`),
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
    body: JSON.stringify(payload),
  };
}
