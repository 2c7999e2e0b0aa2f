import { describe, expect, test } from '@jest/globals';
import { readXml } from '../../../deployment/xml.js';
import { letterFor, valuesOf, type LetterFacts } from '../../../wizard/letter/letter.js';
import { fill, fillHtml, placeholders, templateProblems } from '../../../wizard/letter/template.js';
import { languages } from '../../../wizard/letter/words.js';

const ada: LetterFacts = {
  upn: 'ada@contoso.com',
  site: 'berlin',
  signInAddress: 'https://d-99672f0a1b.awsapps.com/start',
  registrationCode: 'WSfra+ABC123',
  devices: ['windows', 'macos', 'web'],
  autoStopMinutes: 120,
};

describe.each(languages)('in %s', (language) => {
  const letter = letterFor(ada, language);

  test.each(['text', 'html'] as const)('%s says where to sign in, the code, the client, and for whom', (format) => {
    for (const value of [ada.upn, ada.signInAddress, ada.registrationCode, 'https://clients.amazonworkspaces.com/']) {
      expect(letter[format]).toContain(value);
    }
    expect(letter[format]).toMatch(/Windows, macOS (and|und)/);
    expect(letter[format]).toContain('120');
    expect(letter[format]).not.toMatch(/\{\{|\}\}|undefined/);
  });

  test('text fits into a mail', () => {
    expect(letter.text.split('\n').filter((line) => line.length > 76)).toEqual([]);
  });

  test('text fits a narrow screen, with its addresses whole, and says the same', () => {
    const { text } = letterFor(ada, language, 40);
    expect(text.split('\n').filter((line) => line.length > 40 && line.trim().includes(' '))).toEqual([]);
    expect(text.replace(/\s+/g, ' ')).toBe(letter.text.replace(/\s+/g, ' '));
    expect(letterFor(ada, language, 200).text).toBe(letter.text);
  });

  test('HTML is well-formed, also with a name that has marks', () => {
    const named = letterFor(
      { ...ada, upn: `o'brien&co@contoso.com`, registrationCode: '<script>"x"</script>' },
      language,
    );
    const { html } = named;
    const page = readXml(html.replace('<!DOCTYPE html>', '').trim());
    expect(page.name).toBe('html');
    expect(html).not.toContain('<script>');
    expect(html).toContain('o&#39;brien&amp;co@contoso.com');
  });

  test('a desktop that never stops is not said to sleep', () => {
    const { autoStopMinutes: _, ...always } = ada;
    expect(letterFor(always, language).text).not.toMatch(/without use|ohne Benutzung/);
  });
});

describe('a template of a company', () => {
  const values = valuesOf(ada, 'en');

  test('with every placeholder, also with spaces, is filled', () => {
    const all = Object.keys(placeholders)
      .map((name) => `{{ ${name} }}`)
      .join('|');
    expect(templateProblems(all)).toEqual([]);
    expect(fill(all, values).split('|')).toHaveLength(Object.keys(placeholders).length);
    expect(fill(all, values)).toContain('ada@contoso.com|https://d-99672f0a1b.awsapps.com/start|WSfra+ABC123');
  });

  test('of HTML takes values as text', () => {
    const odd = { ...values, user: `<b onclick='x'>&` };
    expect(fillHtml('<p>{{user}}</p>', odd)).toBe('<p>&lt;b onclick=&#39;x&#39;&gt;&amp;</p>');
    expect(fill('{{user}}', odd)).toBe(odd.user);
  });

  test('a value that looks like a placeholder is put in as it is', () => {
    expect(fill('{{user}} {{site}}', { ...values, user: '{{site}}' })).toBe('{{site}} berlin');
  });

  test('every problem is named with line, rule, what was found and what was meant', () => {
    const problems = templateProblems('Dear {{user}},\n{{registrationcode}} {{}} {{signInAddress\n');
    expect(problems).toHaveLength(5);
    expect(problems[0]).toMatch(
      /^line 2: must be one of \{\{user\}\}, .*, got: \{\{registrationcode\}\} \(nearest: \{\{registrationCode\}\}\)$/,
    );
    expect(problems[1]).toMatch(/^line 2: must be one of .*, got: \{\{\}\}$/);
    expect(problems[2]).toMatch(/^line 2: a placeholder must end with \}\} in the same line, got: /);
    expect(problems[3]).toBe(
      'must have {{signInAddress}}: without it nobody finds the page where they sign in, got: none. Add it where it is to stand.',
    );
    expect(problems[4]).toContain('must have {{registrationCode}}: without it the client finds no desktop');
  });

  test('braces of a style sheet are none', () => {
    expect(
      templateProblems('<style>@media all { p { margin: 0 }}</style>{{signInAddress}}{{registrationCode}}'),
    ).toEqual([]);
  });
});
