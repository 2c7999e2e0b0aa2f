import { lookup } from '../../lookup.js';

/** The applications of an instance: `WorkSpaces.wsd-…` for each directory. */
export const identityCenterApplications = lookup({
  id: 'identity-center-applications',
  what: 'the applications of Identity Center',
  needs: { aws: ['sso:ListApplications'] },
  seconds: 15,
  async look({ aws }, at: { readonly instanceArn: string; readonly region: string; readonly roleArn?: string }) {
    const pages = await aws.as(at.roleArn).pages('sso', 'ListApplications', at.region, { InstanceArn: at.instanceArn });
    return pages
      .flatMap(({ Applications = [] }) => Applications)
      .map(({ ApplicationArn, Name, ApplicationAccount, Status }) => ({
        arn: ApplicationArn ?? '',
        name: Name ?? '',
        accountId: ApplicationAccount ?? '',
        enabled: Status === 'ENABLED',
      }));
  },
});
