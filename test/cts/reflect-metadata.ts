/**
 * Adds the functions of the "reflect-metadata" proposal that @peculiar/x509 needs to load. The library uses
 * them for dependency injection only, so they may do nothing here.
 */
Object.assign(Reflect, {
  getMetadata: () => undefined,
  getOwnMetadata: () => undefined,
  hasOwnMetadata: () => false,
  defineMetadata: () => undefined,
  metadata: () => () => undefined,
});
