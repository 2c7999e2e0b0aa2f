import { describe, expect, test } from '@jest/globals';
import { interview, type ReviewEnd } from '../../../wizard/questions/interview.js';
import { nothingDiscovered, type Discovered } from '../../../wizard/discovery/discovered.js';
import type { Resolved } from '../../../wizard/questions/resolve.js';
import { questionTable } from '../../../wizard/questions/table.js';
import { Cancelled } from '../../../wizard/terminal/failure.js';
import { screen, scriptedPrompts, type Action } from '../terminal/screen.js';
import { enough, wellPrepared } from './seen.js';

async function talk(
  actions: readonly Action[],
  given: {
    discovered?: Discovered;
    flags?: Readonly<Record<string, string>>;
    reviews?: ReviewEnd[];
    everything?: boolean;
    asked?: Readonly<Record<string, string>>;
  } = {},
) {
  const prompts = scriptedPrompts(actions);
  const { terminal, stderr } = screen({ tty: true, prompts });
  const kept: Record<string, unknown>[] = [];
  const ends = [...(given.reviews ?? ['write' as const])];
  let resolved: Resolved | undefined;
  let error: unknown;
  try {
    resolved = await interview({
      terminal,
      table: questionTable,
      given: {
        flags: given.flags ?? {},
        env: {},
        file: {},
        discovered: given.discovered ?? nothingDiscovered(),
        asked: given.asked ?? {},
      },
      everything: given.everything ?? false,
      onAnswer: async (asked) => void kept.push({ ...asked }),
      review: async () => ends.shift() ?? 'write',
    });
  } catch (thrown) {
    error = thrown;
  }
  const value = (key: string) => resolved?.answers.get(key)?.value;
  return { prompts, text: stderr.text.replace(/\s+/g, ' '), kept, value, error };
}

describe('the interview', () => {
  test('on a well-prepared account it asks at most 8 times, the review included', async () => {
    const { prompts, text, value } = await talk(
      ['enter', 'enter', { answer: 'ada@contoso.com' }, 'enter', 'enter', 'enter'],
      {
        discovered: wellPrepared,
      },
    );
    expect(prompts.asked.length + 1).toBeLessThanOrEqual(8);
    expect(value('users')).toEqual(['ada@contoso.com']);
    // Exactly one was found: taken, and said.
    expect(text).toContain('Region: eu-central-1 (found)');
    expect(text).toContain('Image or bundle: image win11 (2026-10-01), wsi-1a2b3c4d5 (found)');
  });

  test('each question says why it is asked and where to read more', async () => {
    const { text } = await talk(['cancel']);
    expect(text).toMatch(/The AWS account that holds the desktops[^]*https:\/\/docs.aws.amazon.com/);
  });

  test('after an interruption going back leads through the answers of the earlier run, from the question that was open', async () => {
    const { prompts, value, error } = await talk(
      [
        'enter',
        'enter',
        { answer: 'ada@contoso.com' },
        'enter',
        'enter',
        'back',
        'back',
        { pick: 'a person, by hand' },
        'enter',
      ],
      { discovered: wellPrepared, asked: { pipeline: 'github', githubRepository: 'contoso/desktops' } },
    );
    expect(prompts.asked.slice(5)).toEqual([
      'ARN of the AWS role that plans the main branch',
      'GitHub repository (OWNER/NAME)',
      'Who plans and applies?',
    ]);
    expect([error, value('pipeline')]).toEqual([undefined, 'none']);
  });

  test('going back takes the last answer back, as far as the first question', async () => {
    const { prompts, value, error } = await talk([
      { answer: '111122223333' },
      'back',
      { answer: '444455556666' },
      { answer: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
      'cancel',
    ]);
    expect(prompts.asked.slice(0, 4)).toEqual([
      'AWS account id',
      'Entra tenant id',
      'AWS account id',
      'Entra tenant id',
    ]);
    expect(error).toBeInstanceOf(Cancelled);
    expect(value('accountId')).toBeUndefined();
  });

  test('every answer is handed out to be kept', async () => {
    const { kept } = await talk([{ answer: '111122223333' }, 'cancel']);
    expect(kept).toEqual([{ accountId: '111122223333' }]);
  });

  test('an answer that makes an earlier flag impossible asks for that one again, with what is wrong', async () => {
    const flags = { ...enough, availabilityZoneIds: 'euc1-az2,euc1-az3' };
    const { text, value } = await talk(
      [
        'enter',
        'enter',
        'enter',
        'enter',
        'enter',
        { pick: 'eu-west-1' },
        { answer: 'euw1-az1 euw1-az2' },
        'enter',
        'enter',
        'enter',
        'enter',
      ],
      { flags, reviews: [{ change: 'region' }, 'write'] },
    );
    expect(value('region')).toBe('eu-west-1');
    expect(text).toContain('--availability-zone-ids: must be zones with WorkSpaces: euw1-az1, euw1-az2, euw1-az3');
    expect(value('availabilityZoneIds')).toEqual(['euw1-az1', 'euw1-az2']);
  });

  test('going back loses nothing: what stood in the line and what was answered are offered again', async () => {
    const { prompts } = await talk([{ answer: '111122223333' }, { back: 'half an id' }, 'enter', 'cancel'], {
      everything: true,
    });
    // Account, tenant; back to the account, which is offered as it was answered; then the tenant as it was typed.
    const [account, tenant] = prompts.asked;
    expect(prompts.asked.slice(0, 4)).toEqual([account, tenant, account, tenant]);
    expect(prompts.initials.slice(2, 4)).toEqual(['111122223333', 'half an id']);
  });

  test('a problem that the review finds leads to its question, with the complaint', async () => {
    const { prompts, text } = await talk(['enter', 'enter', 'enter', 'enter', 'enter', { answer: 'another' }], {
      flags: enough,
      reviews: [{ again: 'name', complaint: 'name: is taken' }, 'write'],
    });
    expect(prompts.asked.at(-1)).toBe('Name of the deployment');
    expect(text).toContain('name: is taken');
  });

  test('"answer everything myself" asks what has a safe default, and not what a flag has settled', async () => {
    const { prompts } = await talk([{ pick: 'everything myself' }, 'cancel'], { flags: enough });
    expect(prompts.asked).toEqual(['Is this right?', 'Region of the Identity Center instance']);
  });

  test('setting up an instance that exists is only possible by typing its id', async () => {
    const { prompts } = await talk(['enter', { answer: 'yes' }, { answer: 'ssoins-69870a1b2c3d4e5f' }, 'cancel'], {
      discovered: wellPrepared,
      flags: { federation: 'setUp' },
    });
    expect(prompts.refused).toEqual(['must repeat the id of the instance, ssoins-69870a1b2c3d4e5f, got: yes']);
  });
});
