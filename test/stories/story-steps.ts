import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { mannersOf } from '../../lib/channels/channels.ts';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { Configuration } from '../../lib/config/configuration.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import { wantedProgress } from '../../lib/notification/route.ts';
import type { Account } from '../../lib/watch/account.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { pollJob } from '../../lib/watch/poll-job.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import type { SendHttp } from '../../lib/watch/ports/send-http.ts';
import { brokenStore } from '../support/store.ts';
import { makeLabelledSend } from './labelled-send.ts';
import type { Story } from './story.ts';

/** Secrets of every kind: none of these texts may be found in anything that is sent, stored or thrown. */
export const canaries = {
  token: `MIIcanary-token-${'t'.repeat(80)}`,
  password: 'canary-password-Pa55',
  accessKey: 'AKCANARY',
  secretKey: 'canary-secret-key-5ec2e7',
  signing: `whsec_${Buffer.from('canary-signing-key-of-32-bytes!!').toString('base64')}`,
};
export const user = { name: 'ops', password: canaries.password, domain: 'demo' };

/** The account that is asked and the destinations that are notified. */
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

/**
 * Both destinations hear every end; that the cloud cannot be asked is for the chat, an unknown status for the
 * webhook.
 */
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

/** The local run's steps as the command wires them, but on these senders. */
export function wireStorySteps(
  story: Story,
  wiring: {
    places: StoryPlaces;
    clock: Clock;
    senders: Record<'cloud' | 'channels', SendHttp>;
    saveDeadLetter: LocalSteps['saveDeadLetter'];
  },
): { steps: LocalSteps; accounts: readonly Account[]; close: () => Promise<void> } {
  const { places, clock, senders, saveDeadLetter } = wiring;
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
  const store = story.store === 'down' ? brokenStore : makeInMemoryStore(now);
  const local = wireLocal({ configuration, accounts, resolveSecret, saveDeadLetter, store, clock, env: {} });
  const askJob = makeAskJob({ send: senders.cloud, resolveSecret, now });
  const channels = makeLabelledSend(senders.channels);
  const attemptDelivery = channels.labelled(
    makeAttemptDelivery({
      send: channels.send,
      resolveSecret,
      now,
      destinations,
      signAws: async ({ headers }) => headers,
    }),
  );
  const memory = makeDeliveryMemory(store, () => {}, makeOwner('story'));
  const wanted = wantedProgress(configuration.routes);
  return {
    accounts,
    steps: {
      ...local.steps,
      pollJob: (input) => pollJob(input, { askJob, accounts, polling, wanted, now }),
      deliverNotification: (input) =>
        deliverNotification(input, { attemptDelivery, mannerOf: mannersOf(destinations), memory, now }),
    },
    close: local.close,
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
