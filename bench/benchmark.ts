/** Something that `npm run bench` measures. */
export interface Benchmark {
  /** One line for the list of `--help`. */
  about: string;
  /** Measures and gives the report: tables, and how to read them. */
  run: () => Promise<string>;
}
