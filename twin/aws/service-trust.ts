import { decide } from './policy.js';
import type { Cloud } from './service.js';

/** Whether a service may take a role on for a thing of this account (`sourceArn`): the trust policy of the role decides. */
export async function isTrusted(
  { accountId, foundation }: Pick<Cloud, 'accountId' | 'foundation'>,
  service: string,
  roleArn: string,
  sourceArn: string,
): Promise<boolean> {
  const role = await foundation.role(roleArn.split('/').at(-1) ?? '');
  const question = {
    action: 'sts:AssumeRole',
    resource: '*',
    context: { 'aws:SourceAccount': accountId, 'aws:SourceArn': sourceArn },
    principal: { Service: service },
  };
  return role?.arn === roleArn && decide([role.trust], question) === 'allowed';
}
