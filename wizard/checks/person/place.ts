/** Where a desktop is looked for: told by the deployment, or by three flags where there is none. */
import { present } from '../../../domain/present.js';
import { autopilotProfileName } from '../../../domain/names.js';
import { userNameKey } from '../../../domain/user-name.js';
import { stageOf } from '../../../deployment/stage.js';
import type { Deployment } from '../../../deployment/schema.js';

/** One WorkSpaces directory, and what is known beforehand of what it hangs on. */
export interface Place {
  readonly region: string;
  /** Name or id (`wsd-…`); undefined: the only one of the Region that is joined to Entra. */
  readonly directory?: string;
  /** Key of the site. */
  readonly site?: string;
  /** Undefined: looked for, the Region of the desktops first. */
  readonly identityCenterRegion?: string;
  /** Role through which Identity Center is read. */
  readonly roleArn?: string;
  /** The enterprise app that signs people in; undefined: the only one there is. */
  readonly app?: { readonly objectId: string };
  /** Name of the deployment. */
  readonly deployment?: string;
  /** The deployment keeps a SCIM token of its own: a federation that existed has its token elsewhere. */
  readonly keepsToken?: boolean;
  /** The handshake of the deployment is still to come, and directory and desktops after it. */
  readonly beforeHandshake?: boolean;
  /** Display name of the Autopilot profile that is meant, where the deployment makes it. */
  readonly profile?: string;
  /** Users that the deployment lists, by `userNameKey`. */
  readonly users?: ReadonlyMap<string, PlannedUser>;
}

/** A user as the deployment lists them. */
export interface PlannedUser {
  readonly upn: string;
  readonly held: boolean;
  readonly holdUntil?: string;
}

/** The sites of a deployment. */
export function placesOf(deployment: Deployment): readonly Place[] {
  const { identityCenter, intune, name } = deployment;
  return deployment.sites.map((site) => ({
    region: site.region,
    directory: site.directoryName,
    site: site.key,
    identityCenterRegion: identityCenter.region,
    ...present({ roleArn: identityCenter.roleArn }),
    deployment: name,
    keepsToken: 'setUp' in identityCenter.federation,
    beforeHandshake: stageOf(deployment) === 'foundation',
    ...('create' in intune.profile
      ? { profile: autopilotProfileName(name, site.key, intune.profile.create.displayName) }
      : {}),
    users: new Map(
      site.desktops.users.map(({ upn, state, holdUntil }) => [
        userNameKey(upn),
        { upn, held: state === 'held', ...present({ holdUntil }) },
      ]),
    ),
  }));
}
