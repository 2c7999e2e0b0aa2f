import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import { recommendedEnrolment } from '../../../deployment/recommended-enrolment.js';
import { enrolmentQuestions } from '../../../wizard/questions/topics/enrolment.js';
import { greenfield, type Loose } from '../../deployment/sample.js';

const portal = enrolmentQuestions.find(({ key }) => key === 'companyPortal')!;
const enrolmentAfter = (answer: string, enrolment: Loose = recommendedEnrolment()): Loose => {
  const draft: Loose = { ...greenfield(), intune: { enrolment: structuredClone(enrolment) } };
  portal.write(draft, answer);
  return checkDeploymentValue(draft, 'deployment.json', () => '').file.intune.enrolment!;
};

describe('Company Portal, where what is recommended was there before', () => {
  test.each([
    ['no', undefined],
    ['available', 'available'],
  ])('%s: the status page does not wait for it, and the file is taken', (answer, intent) => {
    const { apps, statusPage } = enrolmentAfter(answer);
    expect([apps['company-portal']?.for, statusPage.create.blockUntil]).toEqual([intent, []]);
  });

  test('required: everything stays, and no status page comes of it', () => {
    expect(enrolmentAfter('required').statusPage.create.blockUntil).toEqual(['company-portal']);
    expect(enrolmentAfter('no', { apps: {} }).statusPage).toBeNull();
  });
});

describe('what is chosen beside settings and apps', () => {
  const more = enrolmentQuestions.find(({ key }) => key === 'enrolmentMore')!;
  const after = (answers: readonly string[], enrolment: Loose): Loose => {
    const draft: Loose = { ...greenfield(), intune: { enrolment: structuredClone(enrolment) } };
    more.write(draft, answers);
    return checkDeploymentValue(draft, 'deployment.json', () => '').file.intune.enrolment!;
  };
  const all = ['compliance', 'statusPage', 'updates'];
  const { apps } = recommendedEnrolment();

  test('all of it is what is recommended, and is read back as chosen', () => {
    const { settings } = recommendedEnrolment();
    const whole = after(all, { settings, apps });
    expect(whole).toEqual(after(all, recommendedEnrolment()));
    expect(more.read({ ...greenfield(), intune: { enrolment: whole } })).toEqual(all);
    expect(more.initial?.({}, {} as never)).toEqual(all);
  });

  test('none of it: nothing of ours is made, and what belongs to rings goes with them', () => {
    const updates = { owner: 'intune', pilot: { sixteenths: 2 }, stayOn: 'Windows 11, version 24H2' };
    const left = after([], { ...recommendedEnrolment(), updates });
    expect([left.compliance, left.statusPage]).toEqual([null, null]);
    expect(left.updates).toMatchObject({ owner: 'nobody', stayOn: 'Windows 11, version 24H2' });
    expect(left.updates).not.toHaveProperty('pilot');
  });

  test('what a file says of its own stays: an existing policy, other numbers, the maintenance of WorkSpaces', () => {
    const own = {
      compliance: { existing: { id: '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11' } },
      statusPage: { create: { waitMinutes: 30 } },
      updates: { owner: 'workspaces' },
    };
    expect(after(['compliance', 'statusPage'], own)).toMatchObject(own);
  });

  test('without Company Portal that comes by itself the page waits for nothing', () => {
    expect(after(['statusPage'], { apps: {} }).statusPage.create.blockUntil).toEqual([]);
  });
});
