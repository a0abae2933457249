import fc from 'fast-check';

/** Any text that a string can hold, with control characters and halves of characters. */
export const anyText = (maxLength = 60): fc.Arbitrary<string> =>
  fc.array(fc.nat(0xffff), { maxLength }).map((units) => String.fromCharCode(...units));

/**
 * Text that is long, and longer still as JSON: up to 6 bytes for a unit, up to 22 for what people see as one
 * character.
 */
export const hostileText = (maxRepeats = 3_000): fc.Arbitrary<string> =>
  fc.oneof(
    anyText(),
    fc
      .tuple(fc.constantFrom('\u0001', '\ud800', '"', '保', '👩‍👩‍👧', 'a'), fc.nat(maxRepeats), fc.nat(9_999))
      .map(([piece, count, number]) => `${number}${piece.repeat(count)}`),
  );

/** All texts of a value, keys too. */
export const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
};

/**
 * Whether SQS takes the text, inside JSON: control characters are escaped there, these are not (API
 * reference, "SendMessage").
 */
export const isTakenByQueues = (text: string): boolean => text.isWellFormed() && !/[\uFFFE\uFFFF]/.test(text);
