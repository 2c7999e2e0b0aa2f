import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readAdmx, type AdmxFile } from '../../../deployment/company-files/admx.js';
import { sessionSettings, sessionSwitches } from '../../../deployment/company-files/session.js';
import { sessionField } from '../../../deployment/sections/session.js';

const file = readFileSync('test/inputs/admx/wsp.admx', 'utf8');
const read = (text: string): AdmxFile => {
  const found = readAdmx(text, 'intune/wsp.admx');
  if ('problem' in found) throw new Error(found.problem.rule);
  return found.admx;
};
const settled = (session: object, admx = read(file)) =>
  sessionSettings(sessionField.parse({ admx: 'wsp.admx', ...session })!, admx);

describe('an ADMX file', () => {
  test('gives its policies with registry, categories and what they ask for', () => {
    const { app, hash, policies } = read(file);
    expect([app, hash]).toEqual(['wsp', expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(policies[0]).toEqual({
      name: 'toggle_clipboard',
      scope: 'Device',
      key: 'SOFTWARE\\Policies\\Amazon\\WSP',
      valueName: 'h_toggle_clipboard',
      categories: ['Amazon', 'DCV'],
      elements: [
        {
          id: 'clipboard_options',
          kind: 'enum',
          required: true,
          items: [
            { value: '0', label: 'CopyAndPaste' },
            { value: '1', label: 'PasteOnly' },
            { value: '2', label: 'CopyOnly' },
          ],
        },
        { id: 'clipboard_size', kind: 'decimal', required: false, min: 0, max: 20971520, items: [] },
      ],
      unknown: [],
    });
    expect(policies.find(({ name }) => name === 'user_theme')?.scope).toBe('User');
    expect(policies.find(({ name }) => name === 'windows_own')?.categories).toEqual([]);
  });

  test.each([
    ['<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0"?>'],
    ["<?xml version='1.0' encoding='UTF-16' standalone='yes'?>", "<?xml version='1.0' standalone='yes'?>"],
    ['<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="utf-8"?>'],
  ])('is sent as UTF-8: %s becomes %s', (line, sent) => {
    expect(
      read(file.replace(/^<\?xml.*?\?>/, line))
        .text.split('\n')[0]!
        .trim(),
    ).toBe(sent);
  });

  test('is the same file whatever ends its lines, as git lays it out on each system', () => {
    const plain = file.replaceAll('\r\n', '\n');
    expect(read(plain.replaceAll('\n', '\r\n'))).toEqual(read(plain));
  });

  test('another text has another hash', () => {
    expect(read(`${file}<!-- x -->`).hash).not.toBe(read(file).hash);
  });

  const root = (inner: string): string => `<policyDefinitions>${inner}</policyDefinitions>`;
  test.each<readonly [what: string, text: string, says: RegExp]>([
    ['no XML', 'wsp', /must be an ADMX file \(XML\).*outside of its root/],
    [
      'one with a document type: entities that grow without end',
      `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${root('&b;')}`,
      /declares a document type/,
    ],
    ['one with an outer entity', `<!DOCTYPE x SYSTEM "file:///etc/passwd">${root('')}`, /declares a document type/],
    ['one that was cut', file.slice(0, 2000), /cut/],
    ['one of many levels', `${'<a>'.repeat(5000)}`, /deeper than 64/],
    ['one that is too large', root('x'.repeat(600_000)), /at most 512 KB/],
    ['one with signs that act', root('\u001b[2J'), /control character/],
    ['an ADML file', '<policyDefinitionResources/>', /an ADML file/],
    ['another XML', '<svg/>', /must be an ADMX file.*svg/],
    ['one without policies', root('<policies/>'), /must hold policies/],
    [
      'one whose names reach further',
      root('<policies><policy name="../../x" key="SOFTWARE\\Policies\\Amazon\\WSP"/></policies>'),
      /must name each policy/,
    ],
    [
      'one that holds a policy twice',
      root('<policies><policy name="x" key="SOFTWARE\\Policies\\Amazon"/><policy name="x" key="b"/></policies>'),
      /must hold each policy once, got: x/,
    ],
    ['one whose categories reach further', root('<categories><category name="a/b c"/></categories>'), /each category/],
    [
      'one of another program',
      root('<policies><policy name="x" key="SOFTWARE\\Policies\\Contoso"/></policies>'),
      /must be the file of WorkSpaces/,
    ],
  ])('is refused where it is %s', (_what, text, says) => {
    const found = readAdmx(text, 'wsp.admx');
    if (!('problem' in found)) throw new Error('it was taken');
    expect(`${found.problem.rule}, got: ${found.problem.got}`).toMatch(says);
    expect(found.problem.fix).toContain('C:\\Program Files\\Amazon\\WSP');
  });

  const circle = (...names: readonly string[]): string => {
    const one = (name: string, at: number): string =>
      `<category name="${name}"><parentCategory ref="${names[(at + 1) % names.length]}"/></category>`;
    const policy = `<policy name="x" key="SOFTWARE\\Policies\\Amazon\\WSP"><parentCategory ref="${names[0]}"/></policy>`;
    return root(`<categories>${names.map(one).join('')}</categories><policies>${policy}</policies>`);
  };

  test.each([
    ['of one', ['a'], 'a in a'],
    ['of two', ['a', 'b'], 'a in b in a'],
    ['of a thousand', Array.from({ length: 1000 }, (_, at) => `c${at}`), 'c0 in c1 in c2 in c3 in c4 in …'],
  ])('is refused where its categories go round in a circle %s', (_what, names, got) => {
    expect(readAdmx(circle(...names), 'wsp.admx')).toMatchObject({
      problem: { rule: 'must have no circle of categories', got },
    });
  });
});

test('an element of a name that every object has is one that is not known; a bound that is no number binds nothing', () => {
  const elements = '<constructor id="a"/><decimal id="b" minValue="x" maxValue="9"/>';
  const policy = `<policy name="x" key="SOFTWARE\\Policies\\Amazon\\WSP"><elements>${elements}</elements></policy>`;
  expect(read(`<policyDefinitions><policies>${policy}</policies></policyDefinitions>`).policies).toMatchObject([
    { unknown: ['constructor'], elements: [{ id: 'b', kind: 'decimal', max: 9 }] },
  ]);
});

describe('what people may do in a session', () => {
  test('is the policy of that word in the file, off', () => {
    expect(settled({ clipboard: 'off', printing: 'off' })).toMatchObject({
      settings: [
        { policy: { name: 'toggle_clipboard' }, on: false },
        { policy: { name: 'toggle_printing' }, on: false },
      ],
      problems: [],
    });
  });

  test('each switch finds its policy in a file that has them all', () => {
    const all = read(readFileSync('test/inputs/admx/session.admx', 'utf8'));
    for (const each of sessionSwitches) {
      expect({ each, ...settled({ [each]: 'off' }, all) }).toMatchObject({
        each,
        settings: [{ on: false }],
        problems: [],
      });
    }
  });

  test.each<readonly [what: string, session: object, says: RegExp]>([
    ['a switch that the file does not know', { webAuthn: 'off' }, /webAuthn.*none of its name, among toggle_clipboard/],
    [
      'a policy that is not there',
      { policies: { toggle_clipbord: {} } },
      /must be a policy of the file.*toggle_clipbord/,
    ],
    [
      'a switch and a policy that say the same',
      { clipboard: 'off', policies: { toggle_clipboard: { set: 'off' } } },
      /must not be what a switch says already/,
    ],
    [
      'a policy that is on without what it asks for',
      { policies: { toggle_clipboard: {} } },
      /must hold clipboard_options: one of 0 \(CopyAndPaste\), 1 \(PasteOnly\), 2 \(CopyOnly\)/,
    ],
    [
      'a choice that is none',
      { policies: { toggle_clipboard: { values: { clipboard_options: '3' } } } },
      /values.clipboard_options.*must be one of 0/,
    ],
    [
      'a number out of its bounds',
      { policies: { session_reconnect: { values: { reconnect_seconds: '5' } } } },
      /must be a number from 60 to 3600, got: 5/,
    ],
    [
      'a yes that is none',
      { policies: { session_reconnect: { values: { reconnect_seconds: '60', reconnect_notice: 'yes' } } } },
      /must be true or false, got: yes/,
    ],
    [
      'a value that nothing asks for',
      { policies: { toggle_printing: { values: { x: '1' } } } },
      /must not be given: the policy asks for nothing/,
    ],
    [
      'values of a policy that is off',
      { policies: { session_reconnect: { set: 'off', values: { reconnect_seconds: '60' } } } },
      /must be empty where the policy is off/,
    ],
    ['a list', { policies: { usb_allow_list: {} } }, /must be a policy without lists/],
    ['a key that Windows keeps to itself', { policies: { windows_own: {} } }, /must be a policy that Windows takes in/],
  ])('is refused where it is %s', (_what, session, says) => {
    const { problems } = settled(session);
    expect(problems.map(({ at, rule, got }) => `${at.join('.')}: ${rule}, got: ${got}`).join('\n')).toMatch(says);
  });
});
