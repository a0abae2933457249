declare module 'asl-validator' {
  /** Holds a definition against the Amazon States Language. */
  export default function validate(
    definition: unknown,
    options?: { checkArn?: boolean; checkPaths?: boolean },
  ): { isValid: boolean; errorsText: (separator?: string) => string };
}
