import type { EgressRule } from '../../../../domain/egress.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** What security groups let out, by group; a group that is not there is left out. */
export const outboundRules = lookup({
  id: 'outbound-rules',
  what: 'the security groups of the desktops',
  needs: { aws: ['ec2:DescribeSecurityGroups'] },
  seconds: 15,
  async look({ aws }, at: { readonly region: string; readonly groupIds: readonly string[] }) {
    const pages = await aws.pages('ec2', 'DescribeSecurityGroups', at.region, {
      Filters: [{ Name: 'group-id', Values: [...at.groupIds] }],
    });
    return pages
      .flatMap(({ SecurityGroups = [] }) => SecurityGroups)
      .map(({ GroupId = '', IpPermissionsEgress = [] }) => ({
        id: GroupId,
        rules: IpPermissionsEgress.map(({ IpProtocol = '-1', FromPort, ToPort }): EgressRule => {
          const every = FromPort === undefined || FromPort < 0;
          return present({
            protocol: IpProtocol,
            from: every ? undefined : FromPort,
            to: every ? undefined : ToPort,
          });
        }),
      }));
  },
});
