import * as z from 'zod';
import { ApiConfig } from '../api/config.ts';
import { Destination, destinationSecrets } from '../channels/destination.ts';
import { knownRegions } from '../cloud/endpoints.ts';
import { SmnConfig } from '../cts/config.ts';
import { crowdOf, mostDeliveries, mostPlanBytes } from '../notification/plan-limits.ts';
import { Route } from '../notification/route.ts';
import { Deadline } from '../polling/duration.ts';
import { defaultDeadline, defaultPreset, presetNames } from '../polling/presets.ts';
import { Account } from '../watch/account.ts';
import { portRefusal } from '../watch/endpoint-url.ts';
import type { SecretRef } from '../watch/ports/secret.ts';
import { rehearsalAccountId } from '../watch/rehearsal.ts';
import { SweepConfig } from '../watch/sweep/failed-jobs.ts';
import { type Parsed, type Problem, validateInput } from '../watch/validate-input.ts';

const Port = z.int().min(1).max(65_535);

/** The content of jobwatch.yaml: accounts, destinations, routes, and the defaults of polling. */
export const Configuration = z.strictObject({
  accounts: z.array(Account).default([]),
  destinations: z.array(Destination).default([]),
  routes: z.array(Route).default([]),
  /** Ports that URLs of destinations may have besides 443. */
  ports: z.array(Port).max(20).optional(),
  /** Enables the sweep for missed failures. */
  sweep: SweepConfig.optional(),
  /** The HTTP API and the messages of SMN. */
  api: z.strictObject({ ...ApiConfig.shape, smn: SmnConfig.optional() }).optional(),
  polling: z
    .strictObject({
      preset: z.enum(presetNames).default(defaultPreset),
      deadline: Deadline.default(defaultDeadline),
    })
    .default({ preset: defaultPreset, deadline: defaultDeadline }),
});
export type Configuration = z.infer<typeof Configuration>;

/** The most problems between parts, and the most names in one message. */
const mostListed = 100;

/**
 * Parses a configuration, and returns every problem: in its parts, and between the parts that are readable.
 */
export function parseConfiguration(input: unknown): Parsed<Configuration> {
  const parsed = validateInput(Configuration, input);
  const parts = Parts.parse(input);
  const misfits = [
    ...[doubleIds, strayNames, strayRegions, strayPorts].flatMap((strayOf) => strayOf(parts)),
    ...(parsed.kind === 'right' ? crowds(parsed.value) : []),
  ].slice(0, mostListed);
  if (misfits.length === 0) return parsed;
  const before = parsed.kind === 'wrong' ? parsed : { problems: [], cause: new z.ZodError([]) };
  return { kind: 'wrong', problems: [...before.problems, ...misfits], cause: before.cause };
}

/** Reads a part if possible, even if others are invalid. */
const readable = <Part extends z.ZodType>(part: Part) => part.optional().catch(undefined);
const listOf = <Part extends z.ZodType>(part: Part) => z.array(readable(part)).catch([]);
const Named = z.looseObject({ id: z.string() });

const Parts = z
  .looseObject({
    accounts: listOf(Named),
    destinations: listOf(z.looseObject({ id: z.string(), url: readable(z.string()) })),
    ports: listOf(Port),
    sweep: readable(z.looseObject({ accounts: listOf(z.string()) })),
    routes: listOf(
      z.looseObject({
        to: listOf(z.string()),
        fallback: readable(z.string()),
        when: readable(z.looseObject({ account: listOf(z.string()) })),
      }),
    ),
  })
  .catch({ accounts: [], destinations: [], ports: [], routes: [] });
type Parts = z.infer<typeof Parts>;

/** Returns the secrets that accounts, destinations and the HTTP API refer to, each once. */
export function secretRefsOf(configuration: Configuration): {
  accounts: SecretRef[];
  destinations: SecretRef[];
  api: SecretRef[];
} {
  const { keys = [], sign = [] } = configuration.api ?? {};
  return {
    api: [...new Set([...keys, ...sign])],
    accounts: [...new Set(configuration.accounts.flatMap(({ credentials }) => credentialRefs(credentials)))],
    destinations: [...new Set(configuration.destinations.flatMap(destinationSecrets))],
  };
}

function credentialRefs(credentials: Account['credentials']): SecretRef[] {
  switch (credentials.kind) {
    case 'token':
      return [credentials.token];
    case 'password':
      return [credentials.username, credentials.password, credentials.user_domain];
    case 'access_key':
      return [credentials.access_key, credentials.secret_key, credentials.security_token].filter(
        (reference) => reference !== undefined,
      );
  }
}

function doubleIds({ accounts, destinations }: Parts): Problem[] {
  const doubles = (section: string, ids: readonly (string | undefined)[]) =>
    ids.flatMap((id, index) =>
      id !== undefined && ids.indexOf(id) < index
        ? [{ path: [section, index, 'id'], message: `"${id}" is the id of an earlier one` }]
        : [],
    );
  return [...doubles('accounts', accounts.map(idOf)), ...doubles('destinations', destinations.map(idOf))];
}

const idOf = (part: { id: string } | undefined): string | undefined => part?.id;

/** Routes and the sweep may name only what is configured. */
function strayNames({ accounts, destinations, sweep, routes }: Parts): Problem[] {
  const stray =
    (what: string, names: readonly (string | undefined)[], known: readonly (string | undefined)[]) =>
    (path: PropertyKey[]): Problem[] =>
      names.flatMap((name, index) => {
        if (name === undefined || known.includes(name)) return [];
        const configured = known.filter(Boolean).slice(0, mostListed).join(', ') || 'none';
        return [{ path: [...path, index], message: `no ${what} "${name}"; configured: ${configured}` }];
      });
  const inSweep = stray('account', sweep?.accounts ?? [], accounts.map(idOf))(['sweep', 'accounts']);
  const inRoutes = routes.flatMap((route, index) => [
    ...stray('destination', route?.to ?? [], destinations.map(idOf))(['routes', index, 'to']),
    ...stray(
      'destination',
      [route?.fallback],
      destinations.map(idOf),
    )(['routes', index, 'fallback']).map(({ message }) => ({ path: ['routes', index, 'fallback'], message })),
    ...stray(
      'account',
      // A route may be for rehearsals.
      (route?.when?.account ?? []).filter((account) => account !== rehearsalAccountId),
      accounts.map(idOf),
    )(['routes', index, 'when', 'account']),
  ]);
  return [...inRoutes, ...inSweep];
}

/** Checks URLs in clear text. A URL in a secret is checked when it is used. */
function strayPorts({ destinations, ports }: Parts): Problem[] {
  const allowed = ports.filter((port) => port !== undefined);
  return destinations.flatMap((part, index) => {
    const url = URL.parse(part?.url ?? '');
    const message = url?.protocol === 'https:' ? portRefusal(url, allowed) : undefined;
    return message === undefined ? [] : [{ path: ['destinations', index, 'url'], message }];
  });
}

/** Limits the deliveries of one notification, because they share one state. */
function crowds({ routes, destinations }: Configuration): Problem[] {
  const crowd = crowdOf(routes, destinations);
  if (crowd === undefined) return [];
  const { type, deliveries, bytes } = crowd;
  const message =
    `a notification of type ${type} could go to ${deliveries} destinations, with ${bytes} bytes of deliveries; ` +
    `at most ${mostDeliveries} destinations and ${mostPlanBytes} bytes are taken: ` +
    'let routes ask for an account, a type or a label, or give shorter ids';
  return [{ path: [routes.length === 0 ? 'destinations' : 'routes'], message }];
}

/** Checks regions. An account with explicit endpoints may have any region. */
function strayRegions({ accounts }: Parts): Problem[] {
  return accounts.flatMap((part, index) => {
    const account = Account.safeParse(part).data;
    const message = account === undefined ? undefined : unknownRegion(account);
    return message === undefined ? [] : [{ path: ['accounts', index, 'region'], message }];
  });
}

function unknownRegion({ cloud, region, endpoint, iam_endpoint, credentials }: Account): string | undefined {
  const asksIam = credentials.kind === 'password';
  const known = knownRegions(cloud);
  if (known.includes(region) || (endpoint !== undefined && (!asksIam || iam_endpoint !== undefined)))
    return undefined;
  const needed = asksIam ? '"endpoint" and "iam_endpoint"' : '"endpoint"';
  return `"${region}" is not a region of ${cloud} that is known by name (${known.join(', ')}); give ${needed} for another`;
}
