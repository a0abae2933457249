import type { LocalContext } from '../local/context.ts';

/**
 * Everything a command reads from and writes to. It is a parameter, so that a test can stand in for a
 * terminal.
 */
export interface Terminal extends LocalContext {
  cwd: string;
  /** Reads all of standard input as text. Rejects on an interruption. */
  readInput: () => Promise<string>;
  /** Writes to standard output. */
  out: (text: string) => void;
  /** Width of the screen; undefined if the output is not a screen. */
  columns: number | undefined;
  /** Aborts on Ctrl-C and SIGTERM. */
  interrupted: AbortSignal;
}

/** Calls `act` on Ctrl-C or SIGTERM, or at once if that has happened already. */
export function whenInterrupted(interrupted: AbortSignal, act: () => void): void {
  if (interrupted.aborted) act();
  else interrupted.addEventListener('abort', act, { once: true });
}
