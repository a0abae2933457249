const longestLabel = 80;

/** The documented job types (API document, field `job_type`) that people call by other words, without their endings `NoCG` and `New`. */
const known = new Map([
  ['startProtectionGroup', 'Enable protection'],
  ['stopProtectionGroup', 'Disable protection'],
  ['failoverProtectionGroup', 'Fail over protection group'],
  ['reverseProtectionGroup', 'Planned failover of protection group'],
  ['addNic', 'Add NIC'],
  ['deleteNic', 'Delete NIC'],
  ['createDisasterRecoveryDrill', 'Create DR drill'],
  ['deleteDisasterRecoveryDrill', 'Delete DR drill'],
  ['stopProtectionGroupRep', 'Stop replication of protection group'],
]);

/**
 * A job type in words, for people: those of its own name, unless people have others for it. The endings NoCG and
 * New come and go in published examples (`createProtectedInstance`) and say nothing to people.
 */
export function labelOf(jobType: string | undefined): string {
  const start = (jobType ?? '').slice(0, 4 * longestLabel);
  const name = start.replace(/(?:NoCG|New)$/, '') || start;
  return known.get(name) ?? sentence(wordsOf(name));
}

/** `createEIPBindingV2` → create, EIP, Binding, V2. */
const wordsOf = (name: string): string[] =>
  name.match(/\p{Lu}+(?![\p{Ll}\p{M}])\p{N}*|\p{Lu}?[\p{Ll}\p{Lo}\p{Lt}\p{Lm}\p{M}]+\p{N}*|\p{N}+/gu) ?? [];

function sentence(words: string[]): string {
  const text = words.map((word) => (isAcronym(word) ? word : word.toLowerCase())).join(' ');
  if (text === '') return 'Job';
  const [first = '', ...rest] = text;
  const label = [...first.toUpperCase(), ...rest];
  return label.length <= longestLabel ? label.join('') : `${label.slice(0, longestLabel - 1).join('')}…`;
}

const isAcronym = (word: string): boolean => /^\p{Lu}[\p{Lu}\p{N}]/u.test(word);
