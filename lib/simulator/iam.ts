import * as z from 'zod';
import { TokenRequest, tokenHeader } from '../cloud/iam-schemas.ts';
import { hexId } from './job-ids.ts';
import { jsonReply, keystoneError, type Reply } from './reply.ts';
import type { Token } from './tokens.ts';

/** A user who may log in. The domain is the account's name in the console. */
export interface SimulatedUser {
  name: string;
  password: string;
  domain: string;
}

/** The project of every token. */
export interface SimulatedProject {
  id: string;
  name: string;
}

/**
 * Answers `POST /v3/auth/tokens` (IAM API reference, "Obtaining a User Token Through Password
 * Authentication").
 */
export function answerLogin(
  body: string,
  known: { users: readonly SimulatedUser[]; project: SimulatedProject; issue: () => Token },
): Reply {
  const login = TokenRequest.safeParse(parsed(body));
  if (!login.success) {
    return keystoneError(400, 'Bad Request', `The request body is invalid: ${z.prettifyError(login.error)}`);
  }
  const { identity, scope } = login.data.auth;
  const { user } = identity.password;
  const isKnown = known.users.some(
    ({ name, password, domain }) =>
      name === user.name && password === user.password && domain === user.domain.name,
  );
  if (!isKnown) return keystoneError(401, 'Unauthorized', 'The username or password is wrong.');
  const { project } = scope;
  if ('id' in project ? project.id !== known.project.id : project.name !== known.project.name) {
    return keystoneError(401, 'Unauthorized', 'The user has no access to the project.');
  }
  return tokenReply(known.issue(), { user, project: known.project });
}

function tokenReply(
  token: Token,
  { user, project }: { user: { name: string; domain: { name: string } }; project: SimulatedProject },
): Reply {
  const domain = { id: hexId(`domain ${user.domain.name}`), name: user.domain.name };
  const body = {
    token: {
      expires_at: sixDigits(token.expiresAtMs),
      issued_at: sixDigits(token.issuedAtMs),
      methods: ['password'],
      project: { ...project, domain },
      user: { id: hexId(`user ${user.name}`), name: user.name, password_expires_at: '', domain },
      roles: [{ id: '0', name: 'te_admin' }],
      catalog: [],
    },
  };
  return jsonReply(201, body, { [tokenHeader]: token.value });
}

/** IAM writes six fraction digits: `2019-02-13T06:52:13.855000Z`. */
const sixDigits = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '000Z');

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
