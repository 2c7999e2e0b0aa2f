import { rule } from '../rules.js';
import type { TenantContext } from './context.js';
import { parseMembershipRule } from './membership-rule.js';
import type { Group } from './objects.js';

const catchesUpLater = rule(
  'dynamic-group-lag',
  'guess',
  'A dynamic group has its members right a while after a change; Microsoft gives no time.',
);
const exactGroupTag = rule('group-tag-exact', 'guess', 'A group tag that differs from the rule in a space misses.');

export function isDynamic(group: Group): boolean {
  return group.groupTypes.includes('DynamicMembership');
}

/** Has dynamic groups follow what changes in the tenant, each change a while later. */
export class DynamicGroups {
  private pending = false;

  constructor(private readonly context: TenantContext) {}

  /** Something changed that a rule may look at. What changes until the run is answered by the same run. */
  changed(): void {
    const groups = [...this.context.state.groups.values()].filter(isDynamic);
    if (groups.length === 0) return;
    for (const group of groups) setStatus(group, 'Running');
    if (this.pending) return;
    this.pending = true;
    const { clock } = this.context.world;
    clock.after(this.context.delays.dynamicGroup, 'dynamic groups catch up', () => {
      this.pending = false;
      this.evaluate();
    });
  }

  private evaluate(): void {
    const { state, world } = this.context;
    for (const group of state.groups.values()) {
      if (!isDynamic(group) || group.membershipRule === null) continue;
      world.rules.leanOn(catchesUpLater);
      if (group.membershipRuleProcessingState !== 'On') {
        setStatus(group, 'NotStarted');
        continue;
      }
      const membership = parseMembershipRule(group.membershipRule);
      if (/physicalids/i.test(group.membershipRule)) world.rules.leanOn(exactGroupTag);
      const candidates = membership.about === 'device' ? state.devices : state.users;
      const members = [...candidates.values()].filter((each) => membership.matches({ ...each }));
      state.members.set(
        group.id,
        members.map((each) => each.id),
      );
      setStatus(group, 'Succeeded', world.clock.now().toISOString());
    }
  }
}

function setStatus(group: Group, status: 'NotStarted' | 'Running' | 'Succeeded', updated?: string): void {
  group.membershipRuleProcessingStatus = {
    status,
    lastMembershipUpdated: updated ?? group.membershipRuleProcessingStatus?.lastMembershipUpdated ?? null,
    errorMessage: null,
  };
}
