import * as z from 'zod';

/** Accepts the URL of an endpoint: https, or http to this machine. `example` appears in the problem of a wrong URL. */
export const endpointUrl = (example: string): z.ZodType<string> =>
  z.string().superRefine((text, context) => {
    const problem = endpointProblem(text, `expected a URL such as ${example}`);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function endpointProblem(text: string, expected: string): string | undefined {
  if (/\s/.test(text) || !URL.canParse(text)) return `${expected}, found something that is no URL`;
  const url = new URL(text);
  if (url.username || url.password) return `${expected}, found one with a user or password in it`;
  // URL ignores an empty query, but the path that is appended later would become part of it.
  if (/[?#]/.test(text)) return `${expected}, found one with a query or fragment`;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined;
  return `${expected}; http is allowed only to 127.0.0.1, [::1] or localhost`;
}

/** Returns whether the host name of a URL is this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

const httpsPort = 443;

/**
 * Returns why the port of a destination's URL is refused, or undefined. A receiver of notifications rarely uses a port
 * other than 443, so the configuration must allow another one. On this machine any port is allowed.
 */
export function portRefusal(url: URL, allowed: readonly number[] = []): string | undefined {
  const port = Number(url.port || httpsPort);
  if (port === httpsPort || allowed.includes(port) || isLoopback(url.hostname)) return undefined;
  const known = [...new Set([httpsPort, ...allowed])].join(', ');
  return `port ${port} is not allowed (only ${known}); correct the address, or add ${port} to "ports" in the configuration`;
}
