/**
 * The version of the state that this release writes: progress, notifications and deliveries, in the machines,
 * in dead letters and in digests. It is raised if a reader of the version before would misunderstand the new
 * state.
 *
 * A reader accepts every version. It drops unknown keys and accepts unknown values. State without a version
 * is from the releases before the first version. docs/decisions/0001-state-across-releases.md has the
 * reasons.
 */
export const stateVersion = 2;

/** Adds the version of this release to a part of the state, whichever release wrote the part before. */
export const versioned = <Part extends object>(part: Part): Part & { version: number } => ({
  ...part,
  version: stateVersion,
});
