import { deviceFields, selfServiceFields } from '../../../../domain/directory-fields.js';
import { siteRule, type Finding } from '../../rule.js';

/** What was changed at the directory by hand. No provider reads these settings, so no plan shows it. */
export const directoryDrift = siteRule({
  id: 'directory-drift',
  failureModes: [],
  title: 'The directory is not as the deployment says',
  good: 'The directory is as the deployment says',
  why: 'People can do more, or less, than was decided; no plan shows it, because Terraform does not read these settings.',
  fix: 'Take the change over into the deployment (access), or change it back in the WorkSpaces console. For kinds of devices `entra-workspaces plan` prints the command that sets them again.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'desktops',
  at: ['doctor'],
  because: ['directory'],
  needs: ['directory', 'ipGroups'],
  evaluate: ({ directory, ipGroups }, { site: { access } }): Finding[] => {
    if (directory?.state !== 'REGISTERED') return [];
    const { creation } = directory;
    const wantedRanges = access.ipGroups.flatMap(({ rules }) => rules.map(({ cidr }) => cidr)).sort();
    const ranges = ipGroups
      .filter(({ id }) => directory.ipGroupIds.includes(id))
      .flatMap(({ cidrs }) => cidrs)
      .sort();
    return [
      ...Object.entries(deviceFields).flatMap(([type, name]) => {
        const wanted = (access.deviceTypes as readonly string[]).includes(type);
        const found = directory.access[name];
        return found === undefined || (found === 'ALLOW') === wanted
          ? []
          : [{ thing: `access from ${type}`, got: `${found} instead of ${wanted ? 'ALLOW' : 'DENY'}` }];
      }),
      ...Object.entries(selfServiceFields).flatMap(([action, name]) => {
        const wanted = (access.selfService as readonly string[]).includes(action);
        const found = (directory.selfService as Readonly<Record<string, string>>)[name];
        return found === undefined || (found === 'ENABLED') === wanted
          ? []
          : [{ thing: `self-service ${action}`, got: `${found} instead of ${wanted ? 'ENABLED' : 'DISABLED'}` }];
      }),
      ...differs('local administrator', creation.localAdministrator, access.localAdministrator),
      ...differs('maintenance mode', creation.maintenance, access.maintenanceMode),
      ...differs('public addresses', creation.internetAccess, access.internetAccess),
      ...differs('security group', creation.customSecurityGroupId, access.securityGroupId),
      ...(ranges.join() === wantedRanges.join()
        ? []
        : [
            {
              thing: 'IP groups',
              got: `${ranges.join(', ') || 'from everywhere'} instead of ${wantedRanges.join(', ') || 'from everywhere'}`,
            },
          ]),
    ];
  },
});

function differs<T extends string | boolean>(thing: string, found: T | undefined, wanted: T | undefined): Finding[] {
  return found === undefined || wanted === undefined || found === wanted
    ? []
    : [{ thing, got: `${String(found)} instead of ${String(wanted)}` }];
}
