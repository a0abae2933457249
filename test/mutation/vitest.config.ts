import { defineConfig } from 'vitest/config';

/**
 * The tests by which mutants are judged: each file with modules of its own, so that a mutant of what runs at
 * loading is loaded.
 */
export default defineConfig({ test: { include: ['**/*.test.ts'], testTimeout: 20_000 } });
