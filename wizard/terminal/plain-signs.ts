/** Prompts draw arrows and marks of their own: a stream that writes them in plain letters. */
import { Writable } from 'node:stream';
import { plainSignsIn } from './style.js';

/** The same terminal for a locale without UTF-8. What a person types stays as it is typed. */
export function inPlainSigns(output: NodeJS.WritableStream): NodeJS.WritableStream {
  const plain = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => {
      output.write(plainSignsIn(text.toString()));
      done();
    },
  });
  // Width, height and colours are those of the terminal.
  return new Proxy(plain, {
    get: (own, name) => {
      const from = name in own ? own : output;
      const value: unknown = Reflect.get(from, name);
      return typeof value === 'function' ? (value as (...words: unknown[]) => unknown).bind(from) : value;
    },
  });
}
