/**
 * The version of the state that this release writes: progress, notifications and deliveries, in the machines, in dead letters
 * and in digests. It is raised where a reader of the version before would misunderstand what is written.
 *
 * A reader takes every version: keys that it does not know are dropped, values that it does not know are accepted, and a
 * version that is not written is that of the releases before this one. docs/decisions/0001-state-across-releases.md has
 * the reasons.
 */
export const stateVersion = 2;

/** Marks a part of the state as written by this release, whatever release it was read from. */
export const versioned = <Part extends object>(part: Part): Part & { version: number } => ({
  ...part,
  version: stateVersion,
});
