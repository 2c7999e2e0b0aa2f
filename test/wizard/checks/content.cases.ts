/** What `doctor --user` says of what Intune brought. */
import type { Case, Row } from './link-case.js';
import { ago } from './seen-answers.js';
import type { Changed } from './seen-world.js';

const hour = 3_600_000;

const app = (state: string) => ({ id: 'portal', name: 'Company Portal', intent: 'requiredInstall', state });
const content = (of: { policies?: readonly object[]; apps?: readonly object[] }): Case => ({
  changed: { deviceContent: () => ({ policies: [], apps: [], ...of }) },
});

const isNew: Changed = {
  managedDevices: (all: readonly object[]) => all.map((one) => ({ ...one, enrolled: ago(hour) })),
};
/** The status page that the deployment makes, waiting for these apps. */
const waitingFor = (...selectedMobileAppIds: string[]): Changed => ({
  enrolmentConfigurations: () => [{ displayName: 'Contoso vdi first sign-in', content: { selectedMobileAppIds } }],
});

export const contentRows: readonly Row[] = [
  ['all there', content({ apps: [app('installed')] }), 'ok', /0 policies reported; Company Portal installed/],
  ['no managed device', { who: { managed: 'none' } }, 'not-reached', /manages no such device/],
  [
    'two policies in conflict',
    content({ policies: [{ name: 'Ours', state: 'conflict', against: ['Baseline'], settings: ['hibernate'] }] }),
    'broken',
    /Ours and Baseline contradict each other over hibernate/,
  ],
  ['an app that failed', content({ apps: [app('failed')] }), 'broken', /Company Portal could not be installed/],
  [
    'an app that failed, with its code in words',
    {
      changed: {
        ...content({ apps: [app('failed')] }).changed,
        appInstallStatus: () => ({ code: '0x87D1041C' }),
      },
    },
    'broken',
    /Company Portal could not be installed: it was installed and then not found: .+ \(0x87D1041C\)$/,
  ],
  [
    'an app that failed with a code that nobody knows',
    {
      changed: {
        ...content({ apps: [app('failed')] }).changed,
        appInstallStatus: () => ({ code: '0x8BADF00D' }),
      },
    },
    'broken',
    /could not be installed: code 0x8BADF00D, which has no words here$/,
  ],
  [
    'an app that failed, and nobody may see its code',
    { ...content({ apps: [app('failed')] }), hidden: ['appInstallStatus'] },
    'broken',
    /could not be installed \(the code of the app that failed: needs a permission\)$/,
  ],
  [
    'a policy that Windows refused',
    content({ policies: [{ name: 'Ours', state: 'error', against: [] }] }),
    'broken',
    /^Ours could not be applied$/,
  ],
  [
    'what the status page waited for, and the last check-in',
    { changed: { ...content({ apps: [app('installed')] }).changed, ...waitingFor('portal') } },
    'ok',
    /installed; the status page waited for Company Portal; last check-in .+ ago/,
  ],
  [
    'the status page waited for an app that failed',
    { changed: { ...content({ apps: [app('failed')] }).changed, ...waitingFor('portal') } },
    'broken',
    /could not be installed \(Intune reports no code\); the status page Contoso vdi first sign-in waited for it/,
  ],
  [
    'apps that Intune tells nothing of yet, on a new device',
    { changed: { ...content({}).changed, ...waitingFor('portal'), ...isNew } },
    'wait',
    /tells nothing of its apps yet/,
  ],
  ['the status page waits for what does not come', { changed: waitingFor('gone') }, 'broken', /waits for gone/],
  [
    'an app on its way, on a new device',
    { changed: { ...content({ apps: [app('pendingInstall')] }).changed, ...isNew } },
    'wait',
    /Company Portal still to come/,
  ],
  ['hidden', { hidden: ['deviceContent'] }, 'unknown', /permission/],
];
