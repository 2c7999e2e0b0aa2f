import { lookup } from '../../lookup.js';

/** Who may open one application of Identity Center, and whether an assignment is needed for it. */
export const applicationAssignments = lookup({
  id: 'application-assignments',
  what: 'the assignments of the directory in Identity Center',
  needs: { aws: ['sso:GetApplicationAssignmentConfiguration', 'sso:ListApplicationAssignments'] },
  seconds: 15,
  async look({ aws }, at: { readonly applicationArn: string; readonly region: string; readonly roleArn?: string }) {
    const center = aws.as(at.roleArn);
    const input = { ApplicationArn: at.applicationArn };
    const [configuration, pages] = await Promise.all([
      center.call('sso', 'GetApplicationAssignmentConfiguration', at.region, input),
      center.pages('sso', 'ListApplicationAssignments', at.region, input),
    ]);
    return {
      required: configuration.AssignmentRequired ?? true,
      principals: pages
        .flatMap(({ ApplicationAssignments = [] }) => ApplicationAssignments)
        .map(({ PrincipalId, PrincipalType }) => ({ id: PrincipalId ?? '', type: PrincipalType ?? 'USER' })),
    };
  },
});
