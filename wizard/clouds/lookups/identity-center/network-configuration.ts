import { CloudError } from '../../cloud-error.js';

/** Who may reach an instance or a store, as an answer says it. */
export interface NetworkConfiguration {
  readonly endpointRequired: boolean;
  /** A list of texts by its member; one that is not there is empty. */
  readonly listed: (member: string) => readonly string[];
}

/**
 * Reads the network configuration of an answer: `VpceAccessRequired` and lists of VPCs, addresses and applications
 * (docs/facts/identity-center.md 2.4). Nobody has seen one outside of the API models, so that what does not read like that
 * is said and never taken for "open". Undefined: none was ever set.
 * @throws CloudError naming the member that reads otherwise
 */
export function networkOf(details: unknown, action: string): NetworkConfiguration | undefined {
  if (details === undefined || details === null) return undefined;
  const members = details as Readonly<Record<string, unknown>>;
  const { VpceAccessRequired: endpointRequired } = members;
  if (typeof endpointRequired !== 'boolean') throw unreadable(action, 'VpceAccessRequired', endpointRequired);
  const listed = (member: string): readonly string[] => {
    const value = members[member] ?? [];
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
    throw unreadable(action, member, value);
  };
  return { endpointRequired, listed };
}

function unreadable(action: string, member: string, value: unknown): CloudError {
  const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
  return new CloudError(
    'error',
    `${action} tells who may reach it in a form that this version does not know (${member}: ${got}); see "network access" of Identity Center in its console`,
    { code: 'UnknownForm' },
  );
}
