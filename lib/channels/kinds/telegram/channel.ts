import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { classifyTelegram } from './classify.ts';
import { TelegramConfig } from './config.ts';
import { renderTelegram } from './render.ts';

/** A Telegram chat, group or channel by a bot. */
export const telegram: Channel<TelegramConfig> = {
  kind: 'telegram',
  config: TelegramConfig,
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  secretsOf: (config) => [config.token],
  request,
  classify: classifyTelegram,
};

/** The token is a part of the path, so it must not be able to change where the path leads. */
const tokenFormat = /^\d{6,20}:[A-Za-z0-9_-]{30,64}$/;

function request(config: TelegramConfig, { message, earlier, secret }: Sending): Prepared {
  const token = secret(config.token).reveal();
  if (!tokenFormat.test(token)) {
    return {
      kind: 'refused',
      why:
        `the secret ${config.token}: expected a bot's token as @BotFather gives it, such as 123456789:AAE…, ` +
        'found something else (not shown: it is a secret)',
    };
  }
  const { method, payload } = renderTelegram(message, config, earlier);
  return {
    kind: 'post',
    url: new Secret(`https://api.telegram.org/bot${token}/${method}`),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(payload),
  };
}
