import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Refused, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyNtfy } from './classify.ts';
import { NtfyConfig } from './config.ts';
import { renderNtfy } from './render.ts';

/** A topic of an ntfy server. */
export const ntfy: Channel<NtfyConfig> = {
  kind: 'ntfy',
  config: NtfyConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: ({ url, token }) => (token === undefined ? [url] : [url, token]),
  request,
  classify: classifyNtfy,
};

const example = 'https://ntfy.sh/topic';

function request(config: NtfyConfig, { message, secret }: Sending): Prepared {
  const place = placeOf(config, secret);
  if (place.kind === 'refused') return place;
  const authorization = authorizationOf(config, secret);
  if (authorization.kind === 'refused') return authorization;
  return {
    kind: 'post',
    url: place.server,
    headers: { 'content-type': 'application/json; charset=utf-8', ...authorization.headers },
    body: JSON.stringify(renderNtfy(message, place.topic)),
  };
}

/** Messages in JSON go to the server's root and name their topic (docs.ntfy.sh/publish/#publish-as-json). */
function placeOf(
  { url: reference }: NtfyConfig,
  secret: Sending['secret'],
): { kind: 'place'; server: Secret; topic: string } | Refused {
  const address = checkedUrl(secret(reference), { reference, example });
  if (address.kind === 'refused') return address;
  const { origin, pathname, search } = new URL(address.url.reveal());
  const topic = /^\/([A-Za-z0-9_-]{1,64})$/.exec(pathname)?.[1];
  if (topic === undefined || search !== '') {
    return {
      kind: 'refused',
      why: `the secret ${reference}: expected the address of a topic such as ${example}, found another URL (not shown: it is a secret)`,
    };
  }
  return { kind: 'place', server: new Secret(`${origin}/`), topic };
}

function authorizationOf(
  { token: reference }: NtfyConfig,
  secret: Sending['secret'],
): { kind: 'headers'; headers: Record<string, string> } | Refused {
  if (reference === undefined) return { kind: 'headers', headers: {} };
  const token = secret(reference).reveal();
  if (/^tk_[A-Za-z0-9]{10,64}$/.test(token)) {
    return { kind: 'headers', headers: { authorization: `Bearer ${token}` } };
  }
  return {
    kind: 'refused',
    why: `the secret ${reference}: expected an access token (tk_…), found something else (not shown: it is a secret)`,
  };
}
