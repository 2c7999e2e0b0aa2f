/** How a row of the guard list names what it is about: where a setting stands, and which values of it are meant. */
import { cspKey, type Observed } from './observed.js';

/** Which values are meant, with one of them as an example. */
export interface Meant {
  readonly words: string;
  readonly example: readonly string[];
  readonly test: (values: readonly string[]) => boolean;
}

/** One place in a policy. A row that needs several at once lists them in `and`. */
export interface Matcher {
  readonly place: 'csp' | 'field' | 'template' | 'kind';
  /** As a person would write it. */
  readonly name: string;
  readonly meant: Meant;
  readonly matches: (observed: Observed) => boolean;
  /** Others of the same policy that have to match, too. */
  readonly and?: readonly Matcher[];
}

/** A node of a CSP, below `./Device/Vendor/MSFT` or `./User/Vendor/MSFT`; `*` stands for any part. */
export function csp(name: string, meant: Meant, ...and: readonly Matcher[]): Matcher {
  const key = cspKey(`./Vendor/MSFT/${name}`);
  const pattern = new RegExp(`^${key.split('*').map(escaped).join('.+')}$`);
  return { place: 'csp', name, meant, matches: (observed) => pattern.test(observed.key), and };
}

/** A node of the Policy CSP: `Area/Name`. */
export function policy(name: string, meant: Meant, ...and: readonly Matcher[]): Matcher {
  return csp(`Policy/Config/${name}`, meant, ...and);
}

/** A field of a typed policy, of an old baseline too: `TYPE`, `field` or `field.field`. */
export function field(type: string, path: string, meant: Meant, ...and: readonly Matcher[]): Matcher {
  const name = `${type}.${path}`;
  return { place: 'field', name, meant, matches: ({ key }) => key === name, and };
}

/** A setting of an administrative template, by the name that Group Policy has for it. */
export function template(name: string, meant: Meant = enabled): Matcher {
  const key = `template ${name.toLowerCase()}`;
  return { place: 'template', name, meant, matches: (observed) => observed.key === key };
}

/** The policy itself, whatever it sets. */
export function kind(type: string): Matcher {
  const meant: Meant = { words: 'at all', example: ['1'], test: () => true };
  return { place: 'kind', name: type, meant, matches: ({ key }) => key === `kind ${type}` };
}

export const enabled: Meant = {
  words: 'enabled',
  example: ['1'],
  test: (values) => values.some((value) => value === '1' || value.toLowerCase() === 'true'),
};

/** One of these values, without case. */
export function is(...wanted: readonly [string, ...string[]]): Meant {
  const lower = wanted.map((each) => each.toLowerCase());
  return {
    words: wanted.join(' or '),
    example: [wanted[0]],
    test: (values) => values.some((value) => lower.includes(value.toLowerCase())),
  };
}

/** A number over this one. */
export function over(least: number, example = 1800): Meant {
  return {
    words: `more than ${least}`,
    example: [String(example)],
    test: (values) => values.some((value) => Number(value) > least),
  };
}

/** Any value but nothing. */
export const filled: Meant = {
  words: 'set',
  example: ['contoso'],
  test: (values) => values.some((value) => value.trim() !== ''),
};

/** A text in which this stands. */
export function says(pattern: RegExp, example: string): Meant {
  return { words: pattern.source, example: [example], test: (values) => values.some((value) => pattern.test(value)) };
}

/** A list without any of these: whoever stands for ordinary users. An OMA-URI separates its members with U+F000. */
export function without(...wanted: readonly string[]): Meant {
  return {
    words: `without ${wanted.join(', ')}`,
    example: ['*S-1-5-32-544'],
    test: (values) => values.length > 0 && !membersOf(values).some((member) => wanted.includes(member)),
  };
}

/** A list with one of these. */
export function among(...wanted: readonly [string, ...string[]]): Meant {
  return {
    words: `with ${wanted.join(' or ')}`,
    example: [wanted[0]],
    test: (values) => membersOf(values).some((member) => wanted.includes(member)),
  };
}

function membersOf(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(/[\uF000,;]/))
    .map((each) => each.trim().replace(/^\*/, '').toLowerCase());
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
