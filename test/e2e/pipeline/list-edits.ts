/** Edits of the people of a deployment, as a branch makes them. */
import type { DeploymentInput } from '../../../deployment/schema.js';

type List = readonly { readonly upn: string }[];

const withList =
  (edit: (list: List) => List) =>
  (input: DeploymentInput): DeploymentInput => ({
    ...input,
    sites: input.sites.map((site) => {
      const { users } = site.desktops;
      return {
        ...site,
        desktops: { ...site.desktops, users: 'list' in users ? { list: [...edit(users.list)] } : users },
      };
    }),
  });

export const withUser = (upn: string) => withList((list) => [...list, { upn }]);
export const withoutUser = (upn: string) => withList((list) => list.filter((each) => each.upn !== upn));
