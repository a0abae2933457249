import { defineConfig } from 'vitest/config';
import { TableOfCases } from './table-of-cases.ts';

/**
 * Deploys the stack once. The cases of a file run side by side, the files one after another in one process.
 */
export default defineConfig({
  test: {
    include: ['test/stack/*.stack.ts'],
    setupFiles: ['test/stack/print-failures.ts'],
    globalSetup: ['test/stack/deployed.ts'],
    reporters: [new TableOfCases(), 'default'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    pool: 'forks',
    isolate: false,
    fileParallelism: false,
    maxConcurrency: 12,
    sequence: { concurrent: true },
  },
});
