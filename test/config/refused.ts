import { expect } from 'vitest';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';

/** Returns the error of a refused configuration. */
export const errorOf = (text: string): WrongConfiguration => {
  try {
    readConfiguration(text, 'jobwatch.yaml');
  } catch (error) {
    if (error instanceof WrongConfiguration) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
};

/** Returns the problems of a configuration, without the name of the file. */
export const problemsOf = (text: string): string[] =>
  errorOf(text)
    .message.split('\n')
    .map((line) => {
      expect(line).toMatch(/^jobwatch\.yaml:/);
      return line.slice('jobwatch.yaml'.length);
    });
