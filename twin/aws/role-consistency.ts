import { rule } from '../rules.js';
import type { Clock } from '../clock.js';
import type { Role } from './foundation.js';
import type { Settings } from './settings.js';

export const rolesBecomeEffectiveLater = rule(
  'role-effective-later',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency',
  'IAM is eventually consistent: a new role cannot be assumed and a new policy does not count for some seconds.',
);

/** Remembers when roles and their policies came to be, whoever keeps them. What it never heard of counts at once. */
export class RoleConsistency {
  private readonly effectiveFrom = new Map<string, Date>();

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** A call of IAM that was answered. */
  note(operation: string, input: Readonly<Record<string, unknown>>): void {
    const role = text(input, 'RoleName');
    if (role === undefined) return;
    const later = this.clock.in(this.settings.timings.roleEffective);
    if (operation === 'CreateRole') this.effectiveFrom.set(role, later);
    if (operation === 'PutRolePolicy') this.effectiveFrom.set(`${role}/${text(input, 'PolicyName') ?? ''}`, later);
    if (operation === 'AttachRolePolicy') this.effectiveFrom.set(`${role}/${text(input, 'PolicyArn') ?? ''}`, later);
  }

  canBeAssumed(roleName: string): boolean {
    return this.isEffective(roleName);
  }

  /** The role as services see it by now. */
  seen(role: Role): Role {
    return { ...role, policies: role.policies.filter(({ name }) => this.isEffective(`${role.name}/${name}`)) };
  }

  private isEffective(key: string): boolean {
    const from = this.effectiveFrom.get(key);
    return from === undefined || from <= this.clock.now();
  }
}

function text(input: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}
