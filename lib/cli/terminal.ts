import type { Clock } from '../watch/clock.ts';

/** What a command has of the outside: handed in, so that a test can be a terminal too. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  home: string;
  clock: Clock;
  /** All of standard input as text; rejected when it is interrupted. */
  readInput: () => Promise<string>;
  out: (text: string) => void;
  err: (text: string) => void;
  /** Columns of the screen; undefined where the output is no screen. */
  columns: number | undefined;
  /** Aborts on Ctrl-C and SIGTERM. */
  interrupted: AbortSignal;
}
