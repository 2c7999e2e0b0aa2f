/** Every reader of what people hand over, and texts that are nearly right: valid ones, cut, doubled, and with odd letters put in. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAdmx } from '../../deployment/company-files/admx.js';
import { readCertificate } from '../../deployment/company-files/certificate.js';
import { sessionSettings } from '../../deployment/company-files/session.js';
import { readSettingsExport } from '../../deployment/company-files/settings-export.js';
import { parseDeployment } from '../../deployment/load.js';
import { DeploymentError } from '../../deployment/problem.js';
import { sessionField } from '../../deployment/sections/session.js';
import { decodeText, UnreadableFile } from '../../deployment/text-file.js';
import { readUsersFile } from '../../deployment/users-file.js';
import { guard } from '../../domain/guard/guard.js';
import { readEntraMetadata } from '../../wizard/handshake/entra-metadata.js';
import { readServiceProviderMetadata } from '../../wizard/handshake/service-provider-metadata.js';
import { readReply } from '../../wizard/handshake/take-in.js';
import { WrongFile } from '../../wizard/handshake/wrong-file.js';
import { adoptedIn } from '../../wizard/adoption/adopted-file.js';
import { handOverIn } from '../../wizard/bootstrap/hand-over.js';
import { nothingDiscovered } from '../../wizard/discovery/discovered.js';
import { resolveAnswers } from '../../wizard/questions/resolve.js';
import { readAllowFile } from '../../wizard/repository/allow-file.js';
import { parseAnswers } from '../../wizard/questions/answers-file.js';
import { questionTable } from '../../wizard/questions/table.js';
import { Failure, UsageError } from '../../wizard/terminal/failure.js';

export interface Reader {
  readonly name: string;
  /** Valid texts, from which the others are made. */
  readonly seeds: readonly string[];
  /** Reads; throws nothing but what says to a person what is wrong. */
  readonly read: (text: string) => void;
  /** Texts of a length that are slow for a reader that looks back. */
  readonly slow: Readonly<Record<string, (length: number) => string>>;
}

const root = join(import.meta.dirname, '..', '..');
const inputs = join(root, 'test', 'inputs');
const texts = (folder: string, names: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => decodeText(readFileSync(join(folder, name)), { ansi: true }).text.slice(0, 4000));

const told = [DeploymentError, Failure, WrongFile, UnreadableFile];

/** What libraries say: a person would have to know zod or V8. */
const raw =
  /Invalid (?:input|key|option|string)|Unrecognized|Too (?:small|big)|in JSON at|is not valid JSON|JSON input/;

/** Lets pass what a person is told in words of ours; anything else is a mistake of the reader. */
function telling(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!told.some((kind) => error instanceof kind)) throw error;
    const { message, fix = [] } = error as { readonly message: string; readonly fix?: readonly string[] };
    const words = [message, ...fix].map((line) => line.replace(/got: .*/, '')).join('\n');
    if (raw.test(words)) throw new Error(`in words of a library: ${words}`, { cause: error });
  }
}

const repeat =
  (piece: string, before = '', after = '') =>
  (length: number): string =>
    before + piece.repeat(Math.ceil(length / piece.length)) + after;
const numbered =
  (piece: (at: number) => string, before: string, after: string) =>
  (length: number): string => {
    const count = Math.ceil(length / piece(0).length);
    return before + Array.from({ length: count }, (_, at) => piece(at)).join(',') + after;
  };

const json = {
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

const session = sessionField.parse({
  admx: 'wsp.admx',
  clipboard: 'off',
  usb: 'off',
  policies: { toggle_printing: { set: 'on', values: { size: '1' } } },
})!;

export const readers: readonly Reader[] = [
  {
    name: 'deployment',
    seeds: [...texts(join(root, 'examples'), /\.json$/), ...texts(inputs, /deployment.*\.json$/)],
    read: (text) => telling(() => parseDeployment(text, 'deployment.json', () => 'upn\nada@contoso.com\n')),
    slow: json,
  },
  {
    name: 'answers',
    seeds: [
      ...texts(inputs, /answers/),
      '{"region":"eu-central-1","users":["ada@contoso.com"],"natGateways":2,"protection":true}',
    ],
    read: (text) =>
      telling(() => {
        const file = parseAnswers(text, 'answers.json', questionTable);
        const { wrong } = resolveAnswers(questionTable, {
          flags: {},
          env: {},
          file,
          discovered: nothingDiscovered(),
          asked: {},
        });
        if (wrong.length > 0) throw new UsageError(wrong.map(({ message }) => message).join('\n'));
      }),
    slow: json,
  },
  {
    name: 'what a plan may take away (allow.json)',
    seeds: [
      '{"remove":[{"upn":"ada@contoso.com","asked":"2026-11-01T00:00:00Z"}],"replace":[],"maxRemovals":{"count":9}}',
      '{"forget":{"count":50},"programs":[{"part":"data.external.x","sha256":"00"}]}',
    ],
    read: (text) => telling(() => readAllowFile(text)),
    slow: { ...json, 'small people': numbered(() => '{}', '{"remove":[', ']}') },
  },
  {
    name: 'what is taken over (adopted.json)',
    seeds: [
      '{"about":"x","imports":[{"to":"aws_kms_key.a","id":"1","literals":{"name":"a"}}],"certificates":[{"to":"azuread_x.a","thumbprint":"00","expires":"x","keyId":"y"}]}',
    ],
    read: (text) => telling(() => adoptedIn(text)),
    slow: { ...json, 'small imports': numbered(() => '{}', '{"imports":[', ']}') },
  },
  {
    name: 'what bootstrap made so far (bootstrap.json)',
    seeds: [
      '{"about":"x","deployment":"contoso","mark":"22222222-2222-4222-8222-222222222222","aws":{"accountId":"111122223333","roles":{"mainPlan":"a"}},"entra":{"tenantId":"11111111-1111-4111-8111-111111111111","clients":{"mainPlan":"11111111-1111-4111-8111-111111111111"}}}',
    ],
    read: (text) => telling(() => handOverIn(text, 'bootstrap.json', 'contoso')),
    slow: json,
  },
  {
    name: 'lists of people',
    seeds: texts(inputs, /^(csv|people)-/),
    read: (text) => void readUsersFile(text, 'users.csv'),
    slow: {
      'open quotes': repeat('"', 'upn\n'),
      'rows of one cell': repeat('a\n', 'upn\n'),
      columns: repeat('a,', 'upn,', '\nada@contoso.com'),
      'brackets of a template': repeat('[', 'upn,'),
      'rows of many cells': repeat(',', 'upn\na'),
      'empty lines': repeat('\n'),
      comments: repeat('#\n'),
      'invisible letters': repeat('\u200b', 'upn\n'),
      'cells in quotes': repeat('"a""b"\n', 'upn\n'),
      'a long name': repeat('a.', 'upn\n', '@contoso.com'),
      tags: repeat('a=1;', 'upn,tags\nada@contoso.com,'),
      users: numbered((at) => `\nu${at}@contoso.com`, 'upn', '\n'),
    },
  },
  {
    name: 'lists of people in ANSI',
    seeds: texts(inputs, /^csv-cp1252/),
    read: (text) => void readUsersFile({ text, form: { encoding: 'windows-1252', byteOrderMark: false } }, 'users.csv'),
    slow: {
      'one long line': repeat('x', 'upn\n'),
      'an odd letter at the end of one': repeat('x', 'upn\n', 'é'),
      'odd letters': repeat('é', 'upn\n'),
    },
  },
  {
    name: 'metadata (XML)',
    seeds: texts(join(inputs, 'xml'), /\.xml$/),
    read: (text) => {
      telling(() => readServiceProviderMetadata(text, 'eu-central-1'));
      telling(() => readEntraMetadata(text));
    },
    slow: {
      instructions: repeat('<?'),
      comments: repeat('<!--'),
      sections: repeat('<![CDATA[', '<a>'),
      'spaces in a tag': repeat(' ', '<a'),
      'names in a tag': repeat(' b', '<a'),
      attributes: repeat(' b="c"', '<a', '/>'),
      'open tags': repeat('<a>'),
      'tags that close': repeat('<a></a>', '<r>', '</r>'),
      entities: repeat('&amp;', '<a>', '</a>'),
      'half entities': repeat('&', '<a>', '</a>'),
      ends: repeat('</', '<a>'),
      spaces: repeat(' '),
      'a certificate': repeat('MII='),
      'heads of certificates': repeat('-----BEGIN A'),
      'one word': repeat('a'),
    },
  },
  {
    name: 'exports of policies',
    seeds: texts(join(inputs, 'policies'), /\.json$/),
    read: (text) => {
      const { policy } = readSettingsExport(text, 'policy.json');
      if (policy !== undefined) guard({ ...policy });
    },
    slow: {
      ...json,
      'small settings': numbered(() => '{}', '{"name":"a","settings":[', ']}'),
      'settings below settings': repeat('{"settingInstance":{"children":[', '{"name":"a","settings":['),
    },
  },
  {
    name: 'policies of sessions (ADMX)',
    seeds: texts(join(inputs, 'admx'), /\.admx$/),
    read: (text) => {
      const found = readAdmx(text, 'wsp.admx');
      if ('admx' in found) sessionSettings(session, found.admx);
    },
    slow: {
      'open policies': repeat('<policy name="a">', '<policyDefinitions><policies>'),
      policies: repeat('<policy name="a"/>', '<policyDefinitions><policies>', '</policies></policyDefinitions>'),
      categories: repeat(
        '<category name="a"/>',
        '<policyDefinitions><categories>',
        '</categories></policyDefinitions>',
      ),
    },
  },
  {
    name: 'certificates',
    seeds: readdirSync(join(inputs, 'certificates')).map((name) =>
      readFileSync(join(inputs, 'certificates', name)).toString('latin1'),
    ),
    read: (text) => void readCertificate(Buffer.from(text, 'latin1'), 'ca.cer'),
    slow: {
      'heads of keys': repeat('-----BEGIN A'),
      'words before a key': repeat('A ', '-----BEGIN '),
      'heads of certificates': repeat('-----BEGIN CERTIFICATE-----\n'),
    },
  },
  {
    name: 'hand-over',
    seeds: [
      '- AWS access portal sign-in URL: https://d-99672f0a1b.awsapps.com/start\n- SCIM endpoint: https://scim.eu-central-1.amazonaws.com/abc123/scim/v2\n- Access token expires on: 2027-01-31\n',
      '> - SCIM endpoint: <https://scim.eu-central-1.amazonaws.com/abc123/scim/v2>\r\n',
    ],
    read: (text) => telling(() => readReply(text, 'sheet.md', 'eu-central-1', new Date('2026-11-22'))),
    slow: {
      'empty lines': repeat('\n'),
      quotes: repeat('> '),
      stars: repeat('* - > \n'),
      words: repeat('ab-'),
      labels: repeat('SCIM endpoint:'),
      'lines with a label': repeat('SCIM endpoint: \n'),
      'an address': repeat('a/', 'SCIM endpoint: https://'),
    },
  },
];

/** A source of numbers that is the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ';',
    '\\',
    '<',
    '>',
    '/',
    '&',
    '#',
    '=',
    '-->',
    '<?',
    '<![CDATA[',
    ']]>',
    '&#0;',
  ],
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\u001b[2J',
    '\u009b',
    '\u202e',
    '\u200b',
    '\u00a0',
    '\uFEFF',
    '\ud800',
    'ß',
    '東',
    '𝒳',
  ],
  ...[
    '${TfToken[TOKEN.1]}',
    '%{if true}',
    '__proto__',
    'constructor',
    'null',
    'true',
    '-0',
    '1e999',
    '99999999999',
    '@',
    'upn',
    '""',
  ],
];

/** A text made from a valid one by a few changes. */
export function nearlyRight(seeds: readonly string[], next: (below: number) => number): string {
  let text = seeds[next(seeds.length)] ?? '';
  // Short ones are read fast, and break at the same places.
  if (text.length > 1200 && next(3) > 0) text = text.slice(0, 200 + next(1000));
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    const at = next(text.length + 1);
    const length = next(4) === 0 ? next(40) : next(3);
    const piece = next(5) === 0 ? text.slice(at, at + next(60)) : (pieces[next(pieces.length)] ?? '');
    text = text.slice(0, at) + piece + text.slice(at + length);
  }
  return text;
}
