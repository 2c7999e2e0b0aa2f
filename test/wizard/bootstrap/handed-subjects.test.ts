/** Subjects that a hand-over names are held against what the host says, or are said by whoever runs it. */
import { describe, expect, test } from '@jest/globals';
import { handedSubjects } from '../../../wizard/bootstrap/handed.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';

/** What it is refused with, a line each; empty: it is not. */
function linesOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return (error as { fix: readonly string[] }).fix.join('\n');
  }
}

describe('subjects of its own making, in a hand-over', () => {
  const claims = ['repo', 'context', 'job_workflow_ref'];
  const hosted = { name: 'contoso/desktops', id: '8', prefix: 'repo:contoso@5/desktops@8', claims } as never;
  const file = 'job_workflow_ref:contoso/desktops/.github/workflows/desktops.yml@refs/heads/main';
  const fitting = {
    mainPlan: `repo:contoso@5/desktops@8:ref:refs/heads/main:${file}`,
    apply: `repo:contoso/desktops:environment:production:${file}`,
  };
  const of = (subjects: object, host: 'asked' | 'not asked', given: readonly string[] = []) =>
    linesOf(() =>
      handedSubjects(subjects, {
        ...{ host: github, environment: 'production', given },
        hosted: host === 'asked' ? hosted : undefined,
      }),
    );
  test.each<[string, object, RegExp]>([
    ['as GitHub makes them of what it tells', fitting, /^$/],
    [
      'another repository',
      { apply: fitting.apply.replace('contoso/desktops:', 'mallory/desktops:') },
      /subjects\.apply/,
    ],
    ['another branch', { mainPlan: fitting.mainPlan.replace('heads/main:', 'heads/x:') }, /subjects\.mainPlan: must/],
    ['another environment', { apply: fitting.apply.replace('production', 'staging') }, /subjects\.apply/],
    ['a workflow of another repository', { apply: fitting.apply.replace('ref:contoso', 'ref:mallory') }, /apply/],
    ['parts that its tokens do not have', { apply: 'repository_id:8:environment:production' }, /made of repo, context/],
  ])('GitHub is asked, %s', (_what, subjects, said) => expect(of(subjects, 'asked')).toMatch(said));

  test('GitHub is not asked: whoever runs it says them as well', () => {
    expect(of(fitting, 'not asked')).toMatch(/--subject main-plan=repo:.*[^]*--subject apply=repo:/);
    expect(of(fitting, 'not asked', [`main-plan=${fitting.mainPlan}`, 'apply=x'])).toContain('--subject apply=');
    const both = [`main-plan=${fitting.mainPlan}`, `apply=${fitting.apply}`];
    expect(of(fitting, 'not asked', both)).toBe('');
    expect(of({}, 'not asked')).toBe('');
  });
});
