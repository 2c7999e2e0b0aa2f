/** Every reader of what people hand over, with valid texts for it and such as are slow for one that looks back. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAdmx } from '../../deployment/company-files/admx.js';
import { readCertificate } from '../../deployment/company-files/certificate.js';
import { sessionSettings } from '../../deployment/company-files/session.js';
import { readSettingsExport } from '../../deployment/company-files/settings-export.js';
import { parseDeployment } from '../../deployment/load.js';
import { sessionField } from '../../deployment/sections/session.js';
import { decodeText } from '../../deployment/text-file.js';
import { readUsersFile } from '../../deployment/users-file.js';
import { guard } from '../../domain/guard/guard.js';
import { readEntraMetadata } from '../../wizard/handshake/entra-metadata.js';
import { readServiceProviderMetadata } from '../../wizard/handshake/service-provider-metadata.js';
import { readReply } from '../../wizard/handshake/take-in.js';
import { adoptedIn } from '../../wizard/adoption/adopted-file.js';
import { handOverIn } from '../../wizard/bootstrap/hand-over.js';
import { nothingDiscovered } from '../../wizard/discovery/discovered.js';
import { resolveAnswers } from '../../wizard/questions/resolve.js';
import { readAllowFile } from '../../wizard/repository/allow-file.js';
import { parseAnswers } from '../../wizard/questions/answers-file.js';
import { questionTable } from '../../wizard/questions/table.js';
import { UsageError } from '../../wizard/terminal/failure.js';
import { json, numbered, repeat, telling, type Reader } from './reader.js';
import { repositoryReaders } from './repository-readers.js';

const root = join(import.meta.dirname, '..', '..');
const inputs = join(root, 'test', 'inputs');
const texts = (folder: string, names: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => decodeText(readFileSync(join(folder, name)), { ansi: true }).text.slice(0, 4000));

const session = sessionField.parse({
  admx: 'wsp.admx',
  clipboard: 'off',
  usb: 'off',
  policies: { toggle_printing: { set: 'on', values: { size: '1' } } },
})!;

export const readers: readonly Reader[] = [
  ...repositoryReaders,
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
