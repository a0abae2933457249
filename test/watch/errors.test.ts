import { describe, expect, it } from 'vitest';
import {
  IamUnavailable,
  SecretUnavailable,
  WatcherError,
  WatchesUnavailable,
  WrongConfiguration,
  WrongInput,
} from '../../lib/watch/errors.ts';

/** The machines and the queue act on names, which a bundler would change if they came from the classes. */
describe.each([
  [SecretUnavailable, 'SecretUnavailable', 'SECRET_UNAVAILABLE', true],
  [WrongConfiguration, 'WrongConfiguration', 'WRONG_CONFIGURATION', false],
  [WrongInput, 'WrongInput', 'WRONG_INPUT', false],
  [WatchesUnavailable, 'WatchesUnavailable', 'WATCHES_UNAVAILABLE', true],
  [IamUnavailable, 'IamUnavailable', 'IAM_UNAVAILABLE', true],
] as const)('%o', (...[Kind, name, code, retryable]) => {
  it('has its name, its code, its sentence and its cause', () => {
    const cause = new Error('below');
    const error = new Kind('what is wrong', { cause });
    expect(error).toMatchObject({ name, code, retryable, message: 'what is wrong' });
    expect(error.cause).toBe(cause);
    expect(Object.getOwnPropertyDescriptor(error, 'name')?.value).toBe(name);
  });

  it('is an error of the product', () => {
    expect(new Kind('')).toBeInstanceOf(WatcherError);
    expect(String(new Kind('what is wrong'))).toBe(`${name}: what is wrong`);
  });
});
