import { collects } from '../../autopilot.js';
import { siteRule, type Finding } from '../../rule.js';

/** The device group's rule must name the directory exactly: its name is the group tag of every device. */
export const groupTag = siteRule({
  id: 'group-tag',
  failureModes: [33],
  title: 'No device group collects the devices of the directory',
  good: 'A device group collects the devices of the directory',
  why: 'The Autopilot profile never reaches them: desktops show the plain Windows setup and do not enrol as they should.',
  fix: 'Run `entra-workspaces apply`, or write the rule of the device group so that it names the directory exactly, spaces included.',
  who: 'Intune administrator',
  severity: 'error',
  area: 'intune',
  at: ['doctor'],
  needs: ['autopilotGroups'],
  evaluate: ({ autopilotGroups }, { site: { directoryName } }): Finding[] => {
    if (autopilotGroups.some((group) => collects(group, directoryName))) return [];
    const alike = (text: string): string => text.replace(/\s/g, '').toLowerCase();
    const near = autopilotGroups.find(({ tags }) => tags.some((tag) => alike(tag) === alike(directoryName)));
    return [
      {
        thing: `group tag "${directoryName}"`,
        fix: `Run \`entra-workspaces apply\`, or write the rule exactly, spaces included: (device.devicePhysicalIds -any (_ -eq "[OrderID]:${directoryName}")).`,
        got: near ? `"${near.tags.join('", "')}" in the rule of ${near.displayName}` : 'no rule that names it',
      },
    ];
  },
});
