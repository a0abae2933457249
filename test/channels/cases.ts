import { Destination } from '../../lib/channels/destination.ts';
import { awsCases } from './aws-cases.ts';
import { afterSuccess, bodyDecides, type ChannelCase, statusDecides } from './case.ts';
import { hmacSha256 } from './hmac.ts';
import { incidentCases } from './incident-cases.ts';

export const signingSecrets = {
  next: `whsec_${Buffer.alloc(32, 'next signing key').toString('base64')}`,
  current: `whsec_${Buffer.alloc(24, 'current signing key').toString('base64')}`,
};

const robotSecret = 'SEC0x0x0secret0of0the0robot';
const bot = '123456789:x0x0secretx0x0secretx0x0secretx0x0';
const isReceiver = (url: string): boolean => url.startsWith('http://127.0.0.1:');

export const channelCases: ChannelCase[] = [
  ...awsCases,
  ...incidentCases,
  {
    kind: 'dingtalk',
    destination: Destination.parse({
      id: 'dr-dingtalk',
      kind: 'dingtalk',
      url: 'env:DINGTALK_URL',
      secret: 'env:DINGTALK_SECRET',
    }),
    secrets: (url) => ({ 'env:DINGTALK_URL': url, 'env:DINGTALK_SECRET': robotSecret }),
    arrivesAt: (path, now) => {
      const sign = hmacSha256(robotSecret, `${now}\n${robotSecret}`);
      return `${path}?timestamp=${now}&sign=${encodeURIComponent(sign)}`;
    },
    taken: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'discord',
    destination: Destination.parse({ id: 'dr-discord', kind: 'discord', url: 'env:DISCORD_URL' }),
    secrets: (url) => ({ 'env:DISCORD_URL': url }),
    arrivesAt: (path) => `${path}?wait=true`,
    taken: { status: 200, body: '{"id":"1234567890123456789","type":0}' },
    statuses: [
      [100, 199, 'try_again'],
      [200, 299, 'refused'],
      [300, 403, 'refused'],
      [404, 404, 'gone'],
      [405, 407, 'refused'],
      ...afterSuccess.slice(2),
    ],
  },
  {
    kind: 'feishu',
    destination: Destination.parse({
      id: 'dr-feishu',
      kind: 'feishu',
      url: 'env:FEISHU_URL',
      secret: 'env:FEISHU_SECRET',
    }),
    secrets: (url) => ({ 'env:FEISHU_URL': url, 'env:FEISHU_SECRET': robotSecret }),
    taken: { status: 200, body: '{"code":0,"data":{},"msg":"success"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'google-chat',
    destination: Destination.parse({
      id: 'dr-google-chat',
      kind: 'google-chat',
      url: 'env:GOOGLE_CHAT_URL',
      mode: 'thread',
    }),
    secrets: (url) => ({ 'env:GOOGLE_CHAT_URL': url }),
    arrivesAt: (path) => `${path}?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD`,
    taken: { status: 200, body: '{"name":"spaces/AAAAq1/messages/b2.b2"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'mattermost',
    destination: Destination.parse({ id: 'dr-mattermost', kind: 'mattermost', url: 'env:MATTERMOST_URL' }),
    secrets: (url) => ({ 'env:MATTERMOST_URL': url }),
    taken: { status: 200, body: 'ok' },
    statuses: bodyDecides,
  },
  {
    kind: 'ntfy',
    destination: Destination.parse({
      id: 'dr-ntfy',
      kind: 'ntfy',
      url: 'env:NTFY_URL',
      token: 'env:NTFY_TOKEN',
    }),
    secrets: (url) => ({
      // The address of a topic has one step, and its message goes to the root.
      'env:NTFY_URL': isReceiver(url) ? new URL('/x0x0secret-topic', url).href : url,
      'env:NTFY_TOKEN': 'tk_x0x0secretx0x0secretx0x0secr',
    }),
    arrivesAt: () => '/',
    taken: { status: 200, body: '{"id":"sPs71M8A2T","time":1772366700,"event":"message"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'rocket-chat',
    destination: Destination.parse({ id: 'dr-rocket-chat', kind: 'rocket-chat', url: 'env:ROCKET_CHAT_URL' }),
    secrets: (url) => ({ 'env:ROCKET_CHAT_URL': url }),
    taken: { status: 200, body: '{"success":true}' },
    statuses: bodyDecides,
  },
  {
    kind: 'slack',
    destination: Destination.parse({ id: 'ops', kind: 'slack', url: 'env:SLACK_URL' }),
    secrets: (url) => ({ 'env:SLACK_URL': url }),
    taken: { status: 200, body: 'ok' },
    statuses: bodyDecides,
  },
  {
    kind: 'slack-bot',
    destination: Destination.parse({
      id: 'dr-slack',
      kind: 'slack-bot',
      token: 'env:SLACK_TOKEN',
      channel: 'C0123456789',
      mode: 'thread',
    }),
    // As with Telegram, a wrong address stands for a wrong token.
    secrets: (url) => ({ 'env:SLACK_TOKEN': isReceiver(url) ? 'xoxb-0x0secret-0x0secret' : url }),
    vendorOrigin: 'https://slack.com',
    arrivesAt: () => '/api/chat.postMessage',
    taken: { status: 200, body: '{"ok":true,"channel":"C0123456789","ts":"1772366700.000100"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'teams',
    destination: Destination.parse({ id: 'dr-teams', kind: 'teams', url: 'env:TEAMS_URL' }),
    secrets: (url) => ({ 'env:TEAMS_URL': url }),
    taken: { status: 202, body: '' },
    statuses: statusDecides,
  },
  {
    kind: 'telegram',
    destination: Destination.parse({
      id: 'dr-telegram',
      kind: 'telegram',
      token: 'env:TELEGRAM_TOKEN',
      chat_id: -1001234567890,
    }),
    // The token takes the place of an address: a wrong address stands for a wrong token.
    secrets: (url) => ({ 'env:TELEGRAM_TOKEN': isReceiver(url) ? bot : url }),
    vendorOrigin: 'https://api.telegram.org',
    arrivesAt: () => `/bot${bot}/sendMessage`,
    taken: { status: 200, body: '{"ok":true,"result":{"message_id":42}}' },
    statuses: bodyDecides,
  },
  {
    kind: 'webhook',
    destination: Destination.parse({
      id: 'audit',
      kind: 'webhook',
      url: 'secretsmanager:jobwatch#audit-url',
      sign: ['ssm:/jobwatch/next', 'env:HOOK_SECRET'],
    }),
    secrets: (url) => ({
      'secretsmanager:jobwatch#audit-url': url,
      'ssm:/jobwatch/next': signingSecrets.next,
      'env:HOOK_SECRET': signingSecrets.current,
    }),
    taken: { status: 204, body: '' },
    statuses: statusDecides,
  },
  {
    kind: 'wecom',
    destination: Destination.parse({ id: 'dr-wecom', kind: 'wecom', url: 'env:WECOM_URL' }),
    secrets: (url) => ({ 'env:WECOM_URL': url }),
    taken: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
    statuses: bodyDecides,
  },
  {
    kind: 'zulip',
    destination: Destination.parse({
      id: 'dr-zulip',
      kind: 'zulip',
      url: 'env:ZULIP_URL',
      bot: 'dr-bot@example.zulipchat.com',
      api_key: 'env:ZULIP_KEY',
      channel: 'disaster recovery',
    }),
    secrets: (url) => ({ 'env:ZULIP_URL': url, 'env:ZULIP_KEY': 'x0x0secretx0x0secretx0x0secretx0' }),
    arrivesAt: (path) => `${path}/api/v1/messages`,
    contentType: 'application/x-www-form-urlencoded',
    taken: { status: 200, body: '{"result":"success","msg":"","id":42}' },
    statuses: bodyDecides,
  },
];
