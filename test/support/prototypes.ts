const watched = { Object, Array, Function, String, Number, Boolean, RegExp, Date, Map, Set, Promise, Error };

const descriptorsOf = ({ prototype }: { prototype: object }) =>
  new Map(
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key) ?? {}]),
  );
const before = new Map(Object.entries(watched).map(([name, made]) => [name, descriptorsOf(made)]));

/** Every property of a prototype that is not what it was when this file was loaded: "Array.map". */
export function changedPrototypes(): string[] {
  return Object.entries(watched).flatMap(([name, made]) => {
    const [then, now] = [before.get(name) ?? new Map(), descriptorsOf(made)];
    const keys = [...new Set([...then.keys(), ...now.keys()])];
    return keys.filter((key) => !isSame(then.get(key), now.get(key))).map((key) => `${name}.${String(key)}`);
  });
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const parts = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const;
  return parts.every((part) => Object.is(one[part], other[part]));
}
