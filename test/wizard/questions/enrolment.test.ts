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
