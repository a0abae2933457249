import { expect, it } from 'vitest';
import { changedPrototypes } from '../support/prototypes.ts';

/** What is noticed while a property is another: no longer, as everything would break. */
function noticedWith(prototype: object, key: PropertyKey, descriptor: PropertyDescriptor): string[] {
  const before = Object.getOwnPropertyDescriptor(prototype, key);
  Object.defineProperty(prototype, key, { configurable: true, ...descriptor });
  try {
    return changedPrototypes();
  } finally {
    if (before) Object.defineProperty(prototype, key, before);
    else Reflect.deleteProperty(prototype, key);
  }
}

it('prototypes are as they were', () => {
  expect(changedPrototypes()).toEqual([]);
});

it.each<[what: string, prototype: object, key: PropertyKey, descriptor: PropertyDescriptor]>([
  ['a key that is new', Object.prototype, 'polluted', { value: 1 }],
  ['a symbol that is new', Array.prototype, Symbol.for('polluted'), { value: 1 }],
  ['a value that is another', Object.prototype, 'toString', { value: null }],
  ['a method that is another', Array.prototype, 'at', { value: () => 1 }],
  ['a getter in the place of a value', String.prototype, 'trim', { get: () => undefined }],
  ['a method that can be listed', Promise.prototype, 'finally', { enumerable: true }],
])('%s is noticed', (...[, prototype, key, descriptor]) => {
  expect(noticedWith(prototype, key, descriptor)).toEqual([expect.stringContaining(`.${String(key)}`)]);
  expect(changedPrototypes()).toEqual([]);
});
