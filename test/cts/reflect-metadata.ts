/**
 * The functions of the "reflect-metadata" proposal without which @peculiar/x509 does not load. It only leaves
 * marks for dependency injection with them, which making a certificate does not need.
 */
Object.assign(Reflect, {
  getMetadata: () => undefined,
  getOwnMetadata: () => undefined,
  hasOwnMetadata: () => false,
  defineMetadata: () => undefined,
  metadata: () => () => undefined,
});
