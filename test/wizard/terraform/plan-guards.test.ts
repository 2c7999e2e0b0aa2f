import { describe, expect, test } from '@jest/globals';
import { noAllowances, refusalsOf, removalLimit } from '../../../wizard/terraform/plan-guards.js';
import { planMarkdown, sayRefusals } from '../../../wizard/terraform/plan-report.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { screen } from '../terminal/screen.js';
import { change, desktop, people, plan } from './plans.js';

describe('guards', () => {
  test.each([
    [0, 3],
    [100, 3],
    [150, 3],
    [200, 4],
    [1000, 20],
  ])('of %i desktops, %i may go without asking', (existing, limit) => expect(removalLimit(existing)).toBe(limit));

  const deleting = (count: number, existing = 500) =>
    summarizePlan(
      plan(
        people(count).map((upn) => desktop(upn, ['delete'])),
        people(existing),
      ),
    );

  test('a deleted desktop is refused and the flag that allows it is named', () => {
    const [refusal, ...others] = refusalsOf(deleting(1), noAllowances);
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('user0@contoso.com');
    expect(refusal?.flags).toContain('--allow-remove user0@contoso.com');
  });

  test('a named one passes, in any case; one that is not named does not', () => {
    expect(refusalsOf(deleting(1), { remove: ['USER0@Contoso.com'], replace: [] })).toEqual([]);
    expect(refusalsOf(deleting(2), { remove: ['user0@contoso.com'], replace: [] })[0]?.reason).toContain('user1@');
  });

  test('leave to delete is no leave to replace', () => {
    const replaced = summarizePlan(plan([desktop('ada@contoso.com', ['delete', 'create'])], people(9)));
    expect(refusalsOf(replaced, { remove: ['ada@contoso.com'], replace: [] })[0]?.flags).toContain(
      '--allow-replace ada@contoso.com',
    );
    expect(refusalsOf(replaced, { remove: [], replace: ['ada@contoso.com'] })).toEqual([]);
  });

  test('many at once are refused although each is named', () => {
    const named = { remove: people(11), replace: [] };
    expect(refusalsOf(deleting(10), named)).toEqual([]);
    expect(refusalsOf(deleting(11), named)[0]?.flags).toContain('--max-removals 11');
    expect(refusalsOf(deleting(11), { ...named, maxRemovals: 11 })).toEqual([]);
    expect(refusalsOf(deleting(11), { ...named, maxRemovals: 10 })).toHaveLength(1);
  });

  test('a key that somebody deleted: how to bring it back is said, and no new one is made for desktops that it encrypts', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
    const gone = change('aws_kms_key', 'volumes', ['delete'], { before: { arn, key_id: '1' } });
    const resources = ['ada', 'bob'].map((name) => ({
      address: `aws_workspaces_workspace.${name}_contoso_com`,
      type: 'aws_workspaces_workspace',
      values: { user_name: `${name}@contoso.com`, volume_encryption_key: name === 'bob' ? 'another' : arn },
    }));
    const summary = summarizePlan({
      ...plan([change('aws_kms_key', 'volumes', ['create'])], []),
      resource_drift: [gone],
      prior_state: { values: { root_module: { resources } } },
    });
    expect(summary.drift).toEqual([
      expect.stringContaining(
        `aws kms cancel-key-deletion --key-id ${arn} --region eu-central-1 && aws kms enable-key`,
      ),
    ]);
    expect(summary.desktops.withoutKey).toEqual(['ada@contoso.com']);
    expect(refusalsOf(summary, noAllowances).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Somebody deleted the key that encrypts the desktop of ada@contoso.com'),
    ]);
  });

  test('a key may not go while a desktop that it encrypts stays; no flag allows that', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
    const encrypted = plan(
      [
        change('aws_kms_key', 'volumes', ['delete'], { before: { arn, key_id: '1' } }),
        desktop('ada@contoso.com', ['delete']),
      ],
      [],
    );
    const resources = ['ada', 'bob', 'cid'].map((name) => ({
      address: `aws_workspaces_workspace.${name}_contoso_com`,
      type: 'aws_workspaces_workspace',
      values: { user_name: `${name}@contoso.com`, volume_encryption_key: name === 'cid' ? 'another' : arn },
    }));
    const summary = summarizePlan({ ...encrypted, prior_state: { values: { root_module: { resources } } } });
    expect(summary.desktops.locked).toEqual(['bob@contoso.com']);
    const [refusal, ...others] = refusalsOf(summary, { remove: ['ada@contoso.com'], replace: [] });
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('bob@contoso.com');
    expect(refusal?.flags).toBeUndefined();
    expect(planMarkdown(summary, [refusal!])).toContain('desktops.encryption');
  });

  test('people who lose access count like people who lose a desktop', () => {
    const group = change('azuread_group', 'g', ['update'], { before: { members: people(4) }, after: { members: [] } });
    expect(refusalsOf(summarizePlan(plan([group], people(10))), noAllowances)[0]?.reason).toContain('4 people');
  });

  test('making and changing is never refused', () => {
    const harmless = summarizePlan(
      plan([...people(50).map((upn) => desktop(upn, ['create'])), desktop('x@contoso.com', ['update'])]),
    );
    expect(refusalsOf(harmless, noAllowances)).toEqual([]);
  });

  test('a refusal is said with its way out', () => {
    const { terminal, stderr } = screen();
    sayRefusals(terminal, refusalsOf(deleting(7), noAllowances));
    expect(stderr.text).toMatch(/user0@contoso.com.*and 2 more/s);
    expect(stderr.text).toContain('--allow-remove');
  });
});
