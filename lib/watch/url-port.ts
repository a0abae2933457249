import { isLoopback } from './account.ts';

/** The port of https, which every address of a destination may have. */
const httpsPort = 443;

/**
 * Why the port of a destination's address is refused, or undefined. Another port than 443 leads to something that is no
 * receiver of notifications as a rule, and is taken only where the configuration allows it; on this machine any is.
 */
export function portRefusal(url: URL, allowed: readonly number[] = []): string | undefined {
  const port = Number(url.port || httpsPort);
  if (port === httpsPort || allowed.includes(port) || isLoopback(url.hostname)) return undefined;
  const known = [...new Set([httpsPort, ...allowed])].join(', ');
  return `port ${port} is not allowed (only ${known}); correct the address, or add ${port} to "ports" in the configuration`;
}
