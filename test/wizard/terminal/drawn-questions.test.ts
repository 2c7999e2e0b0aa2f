/** Questions as they are drawn: lines broken at spaces, a paste over what was offered. */
import { describe, expect, test } from '@jest/globals';
import { window } from './window.js';

const backspaceAll = '\u0015';

describe('a question in a narrow window is broken between words', () => {
  test('the question itself, and what is wrong with the answer', async () => {
    const { prompts, input, rowsWith } = window(40);
    const validate = (text: string): string | undefined =>
      text === 'right' ? undefined : 'must repeat the id of the instance, ssoins-1234567890abcdef, got: this';
    const answer = prompts.text({ message: 'To replace its identity source, type the id of the instance', validate });
    await rowsWith('instance');
    input.write('wrong\r');
    expect(await rowsWith('got: this')).toEqual([
      'Something that was said before.',
      'And one more line.',
      '? To replace its identity source, type',
      '  the id of the instance wrong',
      '> must repeat the id of the instance,',
      '  ssoins-1234567890abcdef, got: this',
    ]);
    input.write(`${backspaceAll}right\r`);
    expect(await answer).toBe('right');
  });

  test('choices and what is said of them', async () => {
    const { prompts, input, rowsWith } = window(40);
    const answer = prompts.one({
      message: 'Is this right?',
      choices: [
        { value: 1, name: 'Use these', description: 'everything can be changed at the review, before it is written' },
        { value: 2, name: 'Use these, and let me answer everything myself' },
      ],
    });
    const rows = await rowsWith('select');
    expect(rows).toContain('  Use these, and let me answer');
    expect(rows).toContain('  everything myself');
    expect(rows).toContain('everything can be changed at the');
    input.write('\r');
    expect(await answer).toBe(1);
  });
});

describe('an address that was offered is there to be edited', () => {
  const ask = {
    message: 'Sign-in URL',
    initial: 'https://d-1.awsapps.com/start',
    validate: (text: string) => (/^https:\/\/[a-z0-9.-]+\/start$/.test(text) ? undefined : 'must be an address'),
  };
  test.each([
    ['Enter takes it', '\r', 'https://d-1.awsapps.com/start'],
    [
      'one that is pasted behind it takes its place',
      'https://contoso.awsapps.com/start\r',
      'https://contoso.awsapps.com/start',
    ],
    [
      'another one typed after it was erased',
      `${backspaceAll}https://x.awsapps.com/start\r`,
      'https://x.awsapps.com/start',
    ],
  ])('%s', async (_what, keys, taken) => {
    const { prompts, input, rowsWith } = window(120);
    const answer = prompts.text(ask);
    await rowsWith('d-1.awsapps.com');
    input.write(keys);
    expect(await answer).toBe(taken);
    expect((await rowsWith('✔')).at(-1)).toBe(`✔ Sign-in URL ${taken}`);
  });

  test('what is neither with it nor alone an answer is refused as it stands there', async () => {
    const { prompts, input, rowsWith } = window(120);
    const answer = prompts.text(ask);
    await rowsWith('d-1.awsapps.com');
    input.write('contoso\r');
    expect((await rowsWith('must be an address')).join()).toContain('d-1.awsapps.com/startcontoso');
    input.write(`${backspaceAll}https://x.awsapps.com/start\r`);
    expect(await answer).toBe('https://x.awsapps.com/start');
  });
});
