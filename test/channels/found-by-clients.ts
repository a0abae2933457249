const patterns = [
  /https?:\/\//iu,
  /\w:\/\//u,
  /\bwww\.[\p{L}\p{N}]/iu,
  /@[\p{L}\p{N}_-]/u,
  /[\p{L}\p{N}]\.(?:com|example|org|net|cn|de|zip)\b/iu,
];

/** What a client that looks for addresses and names by itself would find in a plain text. */
export const foundByClients = (text: string): string[] =>
  patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
