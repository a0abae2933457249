import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // No test mocks a module or leaves anything behind: loading the project once a worker takes a third of
    // the time.
    isolate: false,
    // Some wait for processes of their own meanwhile.
    maxWorkers: 2 * availableParallelism(),
  },
});
