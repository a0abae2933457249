const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

const regularExpression =
  /(?<=[=(,:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

/**
 * Returns TypeScript with comments, strings and regular expressions blanked: what the compiler sees, with
 * every line in its place.
 */
export const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|\s)\/\/.*$/gm, blank)
    .replace(regularExpression, blank)
    .replace(/'(?:[^'\\\n]|\\.)*'/g, (quoted) => `'${blank(quoted.slice(2))}'`)
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) =>
      template.replace(/(\$\{[^}]*\})|[^\n]/g, (_, expression) => expression ?? ' '),
    );
