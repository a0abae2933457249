import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { mannersOf } from '../../lib/channels/registry.ts';
import { wireDesk } from '../../lib/cli/desk-wiring.ts';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { Configuration } from '../../lib/config/configuration.ts';
import { makeEnvironmentSecrets } from '../../lib/desk/environment-secrets.ts';
import { makeRecordsInMemory } from '../../lib/desk/records-in-memory.ts';
import type { DeskSteps } from '../../lib/desk/steps.ts';
import { wantedProgress } from '../../lib/notice/route.ts';
import type { Account } from '../../lib/watch/account.ts';
import type { Clock } from '../../lib/watch/clock.ts';
import { deliverNotice } from '../../lib/watch/deliver-notice.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import { lookAtJob } from '../../lib/watch/look-at-job.ts';
import type { SendHttp } from '../../lib/watch/ports.ts';
import { brokenRecords } from '../support/records.ts';
import { makeLabelledSend } from './labelled-send.ts';
import type { Story } from './story.ts';

/** Secrets of every kind: none of these texts may be found in anything that is told, kept or thrown. */
export const canaries = {
  token: `MIIcanary-token-${'t'.repeat(80)}`,
  password: 'canary-password-Pa55',
  accessKey: 'AKCANARY',
  secretKey: 'canary-secret-key-5ec2e7',
  signing: `whsec_${Buffer.from('canary-signing-key-of-32-bytes!!').toString('base64')}`,
};
export const user = { name: 'ops', password: canaries.password, domain: 'demo' };

/** Who is asked and who is told. */
export interface StoryPlaces {
  cloudUrl: string;
  projectId: string;
  webhookUrl: string;
  slackUrl: string;
}

/** From the beginning of every story; most end in them. */
export const quietHours = { from: '08:00', to: '12:00', zone: 'UTC' };

const waysOfChat: Record<Story['chat'], object> = {
  at_once: {},
  fallback: { fallback: 'hook' },
  quiet_each: { quiet: { ...quietHours, afterwards: 'each' } },
  quiet_digest: { quiet: { ...quietHours, afterwards: 'digest' } },
};

/** Both destinations hear every end; that the cloud cannot be asked is for the chat, an unknown status for the webhook. */
const routesOf = ({ chat }: Story): object[] => [
  { to: ['hook'] },
  { to: ['chat'], ...waysOfChat[chat] },
  { to: ['chat'], when: { type: ['sdrs.watch.cannot_ask'] }, ...waysOfChat[chat] },
  { to: ['hook'], when: { type: ['sdrs.job.unknown_status'] } },
];

function configurationOf(story: Story, places: StoryPlaces): Configuration {
  return Configuration.parse({
    accounts: [
      {
        id: 'story',
        cloud: 'otc',
        region: 'eu-de',
        project_id: places.projectId,
        endpoint: places.cloudUrl,
        iam_endpoint: places.cloudUrl,
        credentials: credentialsOf(story.credentials),
      },
    ],
    destinations: [
      { id: 'chat', kind: 'slack', url: 'env:SLACK' },
      { id: 'hook', kind: 'webhook', url: places.webhookUrl, sign: ['env:SIGNING'] },
    ],
    routes: routesOf(story),
  });
}

/** The desk's steps as the command wires them, but on these senders. */
export function wireStoryDesk(
  story: Story,
  wiring: {
    places: StoryPlaces;
    clock: Clock;
    senders: Record<'cloud' | 'channels', SendHttp>;
    keepDeadLetter: DeskSteps['keepDeadLetter'];
  },
): { steps: DeskSteps; accounts: readonly Account[]; close: () => Promise<void> } {
  const { places, clock, senders, keepDeadLetter } = wiring;
  const { now } = clock;
  const configuration = configurationOf(story, places);
  const { accounts, destinations, polling } = configuration;
  const resolveSecret = makeEnvironmentSecrets({
    TOKEN: canaries.token,
    OS_USERNAME: user.name,
    OS_PASSWORD: user.password,
    OS_DOMAIN: user.domain,
    AK: canaries.accessKey,
    SK: canaries.secretKey,
    SLACK: places.slackUrl,
    SIGNING: canaries.signing,
  });
  const records = story.records === 'down' ? brokenRecords : makeRecordsInMemory(now);
  const desk = wireDesk({ configuration, accounts, resolveSecret, keepDeadLetter, records, clock, env: {} });
  const askJob = makeAskJob({ send: senders.cloud, resolveSecret, now });
  const channels = makeLabelledSend(senders.channels);
  const attemptDelivery = channels.labelled(
    makeAttemptDelivery({
      ...{ send: channels.send, resolveSecret, now, destinations },
      signAws: async ({ headers }) => headers,
    }),
  );
  const memory = makeDeliveryMemory(records, () => {}, makeHolder('story'));
  const wanted = wantedProgress(configuration.routes);
  return {
    accounts,
    steps: {
      ...desk.steps,
      lookAtJob: (input) => lookAtJob(input, { askJob, accounts, polling, wanted, now }),
      deliverNotice: (input) =>
        deliverNotice(input, { attemptDelivery, mannerOf: mannersOf(destinations), memory, now }),
    },
    close: desk.close,
  };
}

function credentialsOf(kind: Story['credentials']): object {
  switch (kind) {
    case 'token':
      return { kind, token: 'env:TOKEN' };
    case 'password':
      return { kind, username: 'env:OS_USERNAME', password: 'env:OS_PASSWORD', user_domain: 'env:OS_DOMAIN' };
    case 'access_key':
      return { kind, access_key: 'env:AK', secret_key: 'env:SK' };
  }
}
