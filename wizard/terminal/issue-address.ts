/** Where somebody reports a mistake of ours: a form that is begun, with nothing in it but versions. */
import { present } from '../../domain/present.js';

/** What a report begins with. Nothing that a person typed, no message of an error: both may hold a secret or a name. */
export interface Beginning {
  /** `bugs.url` of package.json, such as `https://github.com/contoso/entra-workspaces/issues`. */
  readonly issues: string;
  readonly version: string;
  /** Version of Node.js. */
  readonly node: string;
  /** Such as `linux x64`. */
  readonly platform: string;
  /** Name of a command of ours, where one was called. */
  readonly command: string | undefined;
}

/**
 * The address of a new issue. Fields are those of .github/ISSUE_TEMPLATE/bug.yml by their ids
 * (https://docs.github.com/en/issues/tracking-your-work-with-issues/creating-an-issue#creating-an-issue-from-a-url-query).
 * A host that is not GitHub has no such form: there it is the list of issues. Nothing where `issues` is no address.
 */
export function issueAddress({ issues, version, node, platform, command }: Beginning): string | undefined {
  if (!URL.canParse(issues)) return undefined;
  const address = new URL(issues);
  if (address.hostname !== 'github.com') return address.href;
  address.pathname = `${address.pathname.replace(/\/$/, '')}/new`;
  address.search = new URLSearchParams({
    template: 'bug.yml',
    version,
    node: `${node} ${platform}`,
    ...present({ command }),
  }).toString();
  return address.href;
}
