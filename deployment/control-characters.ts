/** No text of a deployment holds a character that acts instead of being seen: it would act wherever the text is shown. */
import type { Path } from './json-text.js';
import { controlCharacterIn } from './visible-text.js';

/** A text that is refused, and the first character that is why, written out. */
export interface ControlCharacter {
  readonly at: Path;
  readonly text: string;
  readonly character: string;
}

/** What is said of one. */
export const controlCharacterRule = 'must hold no control character, line break or mark of direction';

/** Every text and key of a value that holds one. `path` is the place of the value. */
export function controlCharacters(value: unknown, path: Path = []): ControlCharacter[] {
  if (typeof value === 'string') {
    const character = controlCharacterIn(value);
    return character === undefined ? [] : [{ at: path, text: value, character }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, each]) => {
    const at = [...path, isList ? Number(key) : key];
    const inKey = isList ? undefined : controlCharacterIn(key);
    return [
      ...(inKey === undefined ? [] : [{ at, text: key, character: inKey }]),
      ...controlCharacters(each as unknown, at),
    ];
  });
}
