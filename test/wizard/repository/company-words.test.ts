import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import { notesOf } from '../../../wizard/repository/plan-notes.js';
import { enrolmentInWords } from '../../../wizard/repository/enrolment-words.js';
import { planMarkdown, sayPlan } from '../../../wizard/terraform/plan-report.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { greenfield } from '../../deployment/sample.js';
import { screen } from '../terminal/screen.js';
import { change, plan } from '../terraform/plans.js';

const accepted = { laptops: { file: 'test/inputs/policies/laptops.json', accept: { bitlocker: 'AWS said *yes*' } } };
const of = (policies: object, certificates: object = {}) =>
  checkDeploymentValue(
    { ...greenfield(), intune: { enrolment: { policies, certificates } } },
    'deployment.json',
    () => '',
  ).deployment;

/** Said with whatever changes of what desktops get. */
const reaches =
  'What Intune gives here reaches the devices of "Contoso desktops berlin devices". Desktops take it at their next check-in.';

describe('a policy out of a file', () => {
  test('is named with its settings and its file, and with what was let through', () => {
    expect(enrolmentInWords(of(accepted))).toEqual([
      'Your policy Laptops - all of it: 2 settings, from test/inputs/policies/laptops.json.',
      expect.stringMatching(/^Accepted: BitLocker is turned on \(bitlocker, in .*because: AWS said \*yes\*$/),
    ]);
  });

  test('what was let through is printed with every plan, on the terminal and in a pull request, as text', () => {
    const made = { json: {}, own: {}, notes: notesOf(of(accepted)) };
    const summary = summarizePlan(plan([]), made);
    const { terminal, stderr } = screen();
    sayPlan(terminal, summary);
    expect(stderr.text).toContain('Accepted in a policy of your own: BitLocker is turned on');
    expect(planMarkdown(summary, [])).toContain('AWS said \\*yes\\*');
  });

  test('a certificate is named with its thumbprint: in the review, and where a plan changes one', () => {
    const deployment = of({}, { root: { file: 'test/inputs/certificates/contoso-root.cer', store: 'root' } });
    const said = /^Trusted \(root\): CN=Contoso Root CA, O=Contoso, SHA-1 thumbprint [0-9A-F]{40}, until /;
    expect(enrolmentInWords(deployment)).toEqual([expect.stringMatching(said)]);
    const made = { json: {}, own: {}, notes: notesOf(deployment) };
    const changed = change('msgraph_resource', 'enrolment_certificate-root_0A1B2C3D', ['update']);
    expect(summarizePlan(plan([changed]), made).notes).toEqual([reaches, expect.stringMatching(said)]);
    expect(summarizePlan(plan([]), made).notes).toEqual([]);
  });

  test('what restarts a desktop, or blocks programs, is said where a plan makes or changes it', () => {
    const enrolment = { settings: { attackSurface: 'block' }, updates: { owner: 'intune', deadlineDays: 3 } };
    const { deployment } = checkDeploymentValue({ ...greenfield(), intune: { enrolment } }, 'd', () => '');
    const on = (name: string) =>
      summarizePlan(plan([change('msgraph_resource', `intune_enrolment_${name}_0A1B2C3D`, ['create'])]), {
        ...{ json: {}, own: {}, notes: notesOf(deployment) },
      }).notes;
    expect(on('ring')).toEqual([
      reaches,
      expect.stringMatching(/installed 3 days later at most, with 2 days for the restart/),
    ]);
    expect(on('settings-attackSurface')).toEqual([reaches, expect.stringMatching(/is blocked; what AWS may do/)]);
    expect(on('settings-defender')).toEqual([reaches]);
  });

  test('whom it reaches: each site by its group, who is left out, and who may install', () => {
    const enrolment = {
      exclude: ['6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11'],
      apps: { vpn: { app: { existing: { id: '7a2d3b1b-4d66-4b4f-8b81-1a5a6b5dae22' } }, for: 'available' } },
    };
    const input = { ...greenfield(), intune: { enrolment } };
    const { deployment } = checkDeploymentValue(input, 'd', () => '');
    expect(notesOf(deployment)[0]?.text).toBe(
      'What Intune gives here reaches the devices of "Contoso desktops berlin devices", without 1 group named in exclude; what people install themselves, those who have a desktop. Desktops take it at their next check-in.',
    );
  });

  test('what loading warns of stands beside every plan, on one line with what to do', () => {
    const certificates = { old: { file: 'test/inputs/certificates/contoso-old.pem', store: 'root' } };
    const input = { ...greenfield(), intune: { enrolment: { certificates } } };
    const { deployment, warnings } = checkDeploymentValue(input, 'd', () => '');
    const made = { json: {}, own: {}, notes: notesOf(deployment, warnings) };
    expect(summarizePlan(plan([]), made).notes).toEqual([
      expect.stringMatching(
        /old\.file: has ended on 2020-01-01: .+\. Put its successor into the file, or take the entry out\.$/,
      ),
    ]);
  });

  test('with nothing let through there is nothing to say', () => {
    const notes = notesOf(of({ plain: { file: 'test/inputs/policies/plain.json' } }));
    expect(notes.map(({ text }) => text)).toEqual([reaches]);
    expect(summarizePlan(plan([]), { json: {}, own: {}, notes }).notes).toEqual([]);
  });
});
