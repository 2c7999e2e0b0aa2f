/**
 * Reads a PowerShell script as its tokenizer does, as far as ours go: texts in single quotes, which typographic ones end too,
 * texts in double quotes, comments, brackets. Source:
 * https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export interface ReadScript {
  /** Values of the texts in single quotes, in order. */
  readonly texts: readonly string[];
  /** Everything outside of texts and comments, a text being `'`. */
  readonly code: string;
}

const single = /['\u2018-\u201b]/;
const double = /["\u201c-\u201e]/;
const closing: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };

/** @throws where a text or a bracket is not closed */
export function readPowerShell(script: string): ReadScript {
  const texts: string[] = [];
  let code = '';
  const open: string[] = [];
  for (let at = 0; at < script.length; at += 1) {
    const letter = script.charAt(at);
    if (letter === '#' && /(^|\s)$/.test(script.slice(0, at))) {
      while (at < script.length && script.charAt(at) !== '\n') at += 1;
      code += '\n';
    } else if (single.test(letter) || double.test(letter)) {
      const ends = single.test(letter) ? single : double;
      let text = '';
      for (at += 1; ; at += 1) {
        if (at >= script.length) throw new Error(`a text is not closed: ${text.slice(0, 60)}`);
        if (!ends.test(script.charAt(at))) text += script.charAt(at);
        else if (ends.test(script.charAt(at + 1))) text += script.charAt((at += 1));
        else break;
      }
      if (ends === single) texts.push(text);
      code += ends === single ? "'" : '"';
    } else {
      if ('{(['.includes(letter)) open.push(letter);
      if (letter in closing && open.pop() !== closing[letter]) throw new Error(`${letter} closes nothing, at ${at}`);
      code += letter;
    }
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join('')}`);
  return { texts, code };
}
