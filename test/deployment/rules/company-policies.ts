import type { Loose } from '../sample.js';
import type { Case } from './case.js';

const input = (name: string, accept?: Loose): Loose => ({ file: `test/inputs/policies/${name}.json`, accept });
const gives = (deployment: Loose, policies: Loose): void => {
  deployment.intune = { ...deployment.intune, enrolment: { policies: JSON.parse(JSON.stringify(policies)) } };
};
const path = 'intune.enrolment.policies';

/** Rules on policies out of files. */
export const companyPoliciesCases: readonly Case[] = [
  {
    rule: 'companyPoliciesKeepDesktops',
    refuses: 'a policy that encrypts the disk',
    change: (deployment) => gives(deployment, { laptops: input('laptops') }),
    path: `${path}.laptops.file`,
    says: /must hold nothing that breaks a desktop: BitLocker is turned on/,
    accepts: (deployment) => gives(deployment, { laptops: input('laptops', { bitlocker: 'tried with AWS support' }) }),
  },
  {
    rule: 'acceptedRowsExist',
    refuses: 'a reason for a row that the guard list does not have',
    change: (deployment) => gives(deployment, { plain: input('plain', { bitlockr: 'x' }) }),
    path: `${path}.plain.accept.bitlockr`,
    says: /must be a row of the guard list: bitlocker, /,
    nearest: 'bitlocker',
    accepts: (deployment) => gives(deployment, { plain: input('plain', { bitlocker: 'x' }) }),
  },
  {
    rule: 'companyPoliciesAgree',
    refuses: 'two policies that want different values for one setting',
    change: (deployment) => gives(deployment, { laptops: input('laptops', { bitlocker: 'x' }), other: input('other') }),
    path: `${path}.other.file`,
    says: /Intune applies neither of two values/,
    accepts: (deployment) => gives(deployment, { plain: input('plain'), other: input('other') }),
  },
  {
    rule: 'companyPolicyNamesDiffer',
    refuses: 'two policies of one name',
    change: (deployment) => gives(deployment, { plain: input('plain'), same: input('same-name') }),
    path: `${path}.same.file`,
    says: /must hold a policy of another name than test\/inputs\/policies\/plain\.json/,
    accepts: (deployment) => gives(deployment, { same: input('same-name') }),
  },
  {
    rule: 'companyPolicyNamesFit',
    refuses: 'a policy whose name is too long behind that of the deployment',
    change: (deployment) => {
      deployment.name = 'contoso-virtual-desktops-of-all';
      gives(deployment, { long: input('long-name') });
    },
    path: `${path}.long.file`,
    says: /at most 200 characters together with that of the deployment/,
    accepts: (deployment) => gives(deployment, { long: input('long-name') }),
  },
];
