import { partsOfArn } from '../domain/arn.js';
import type { Deployment } from './schema.js';

/** Account of Identity Center: that of the role that reaches it, where there is one, else that of the desktops. */
export function identityCenterAccountOf({ identityCenter, aws }: Pick<Deployment, 'identityCenter' | 'aws'>): string {
  return identityCenter.roleArn === undefined ? aws.accountId : partsOfArn(identityCenter.roleArn).accountId;
}
