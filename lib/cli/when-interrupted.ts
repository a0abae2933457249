/** Does it on Ctrl-C or SIGTERM, or now when that has come already. */
export function whenInterrupted(interrupted: AbortSignal, act: () => void): void {
  if (interrupted.aborted) act();
  else interrupted.addEventListener('abort', act, { once: true });
}
