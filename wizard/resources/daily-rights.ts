/**
 * The rights of daily work in Entra: no right on every application, group, access package or consent of the tenant. Who has
 * these changes what it owns; what needs more a person applies. Sources: docs/facts/entra.md 4.2, 5.4, 5.5.
 */
import type { Rights, TypeRights } from './rights.js';

/** Rights that a person uses, with the role in Entra that has them. */
const rolesOfPeople: Readonly<Record<string, string>> = {
  'Application.ReadWrite.All': 'Cloud Application Administrator',
  'AppRoleAssignment.ReadWrite.All': 'Privileged Role Administrator',
  'Group.ReadWrite.All': 'Groups Administrator',
  // Of whatever lies in a catalog of the tenant it gives membership: docs/facts/self-service.md 3.
  'EntitlementManagement.ReadWrite.All': 'Identity Governance Administrator',
};

/** The role of whoever has to be asked for this; nothing where daily work may do it. */
export const roleOfPerson = (permission: string): string | undefined => rolesOfPeople[permission];

/** What daily work needs for a type. */
export function dailyRights({ read, write, remove, owner }: TypeRights): Rights[] {
  const changing = [write, remove].flatMap((each) => each ?? []);
  return [
    read,
    ...(owner && isOfPeople(changing) ? [{ graph: owner.graph }] : []),
    ...changing.map(({ graph = [], ...rest }) => ({
      ...rest,
      graph: graph.filter((name) => roleOfPerson(name) === undefined),
    })),
  ];
}

const isOfPeople = (rights: readonly Rights[]): boolean =>
  rights.some(({ graph = [] }) => graph.some((name) => roleOfPerson(name) !== undefined));
