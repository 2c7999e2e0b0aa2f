/** Characters for an id that looks like those of AWS. */
export function identifier(length: number, alphabet = '0123456789abcdef'): string {
  let text = '';
  while (text.length < length) text += alphabet[Math.floor(Math.random() * alphabet.length)] ?? '';
  return text;
}

export const lettersAndDigits = '0123456789abcdefghijklmnopqrstuvwxyz';
