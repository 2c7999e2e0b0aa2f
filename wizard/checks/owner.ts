/**
 * Whose it is to fix something: the four of docs/glossary.md, by whose consoles and rights it takes, and the person whom
 * it is about.
 */
export type Owner =
  'Entra administrator' | 'Identity Center administrator' | 'Intune administrator' | 'desktop engineer' | 'person';

/** In a sentence: `the Entra administrator`. */
export function ownerInWords(owner: Owner): string {
  return `the ${owner}`;
}
