import { expect } from 'vitest';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';

/** The error of a configuration that is refused. */
export const errorOf = (text: string): WrongConfiguration => {
  try {
    readConfiguration(text, 'jobwatch.yaml');
  } catch (error) {
    if (error instanceof WrongConfiguration) return error;
    throw error;
  }
  throw new Error('The configuration was taken.');
};

/** The problems of a text, without the name of the file. */
export const problemsOf = (text: string): string[] =>
  errorOf(text)
    .message.split('\n')
    .map((line) => {
      expect(line).toMatch(/^jobwatch\.yaml:/);
      return line.slice('jobwatch.yaml'.length);
    });
