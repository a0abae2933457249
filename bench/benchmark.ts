/** One benchmark of `npm run bench`. */
export interface Benchmark {
  /** One line for the list of `--help`. */
  about: string;
  /** Measures and returns the report: tables, and how to read them. */
  run: () => Promise<string>;
}
