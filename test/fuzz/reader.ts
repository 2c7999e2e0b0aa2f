/** What a reader of the fuzz is, and what several of them need. */
import { DeploymentError } from '../../deployment/problem.js';
import { UnreadableFile } from '../../deployment/text-file.js';
import { WrongFile } from '../../wizard/handshake/wrong-file.js';
import { Failure } from '../../wizard/terminal/failure.js';

export interface Reader {
  readonly name: string;
  /** Valid texts, from which the others are made. */
  readonly seeds: readonly string[];
  /** Reads; throws nothing but what says to a person what is wrong. */
  readonly read: (text: string) => void;
  /** Texts of a length that are slow for a reader that looks back. */
  readonly slow: Readonly<Record<string, (length: number) => string>>;
}

const told = [DeploymentError, Failure, WrongFile, UnreadableFile];

/** What libraries say: a person would have to know zod or V8. */
const raw =
  /Invalid (?:input|key|option|string)|Unrecognized|Too (?:small|big)|in JSON at|is not valid JSON|JSON input/;

/** Lets pass what a person is told in words of ours; anything else is a mistake of the reader. */
export function telling(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!told.some((kind) => error instanceof kind)) throw error;
    const { message, fix = [] } = error as { readonly message: string; readonly fix?: readonly string[] };
    const words = [message, ...fix].map((line) => line.replace(/got: .*/, '')).join('\n');
    if (raw.test(words)) throw new Error(`in words of a library: ${words}`, { cause: error });
  }
}

export const repeat =
  (piece: string, before = '', after = '') =>
  (length: number): string =>
    before + piece.repeat(Math.ceil(length / piece.length)) + after;
export const numbered =
  (piece: (at: number) => string, before: string, after: string) =>
  (length: number): string => {
    const count = Math.ceil(length / piece(0).length);
    return before + Array.from({ length: count }, (_, at) => piece(at)).join(',') + after;
  };

export const json = {
  'open lists': repeat('['),
  'keys that differ': numbered((at) => `"key${at}":1`, '{', '}'),
  'one key again and again': numbered(() => '"a":1', '{', '}'),
  'one long text': repeat('x', '{"name":"', '"}'),
  'one long key': repeat('x', '{"', '":1}'),
  escapes: repeat('\\u001b', '{"name":"', '"}'),
  'empty lines': repeat('\n'),
  'small sites': numbered(() => '{}', '{"schemaVersion":1,"sites":[', ']}'),
  'small users': numbered(() => '{}', '{"schemaVersion":1,"sites":[{"desktops":{"users":{"list":[', ']}}}]}'),
  'wrong tags': numbered((at) => `"t${at}":1`, '{"schemaVersion":1,"tags":{', '}}'),
  'wrong certificates': numbered(
    (at) => `"${at}"`,
    '{"schemaVersion":1,"entra":{"enterpriseApp":{"create":{"certificates":[',
    ']}}}}',
  ),
};
