import { Group } from '@cdktf/provider-azuread/lib/group/index.js';
import { Construct } from 'constructs';

export interface PilotGroupProps {
  /** Name of the group in Entra. */
  readonly displayName: string;
  /** Names of the directories whose desktops are meant. */
  readonly directoryNames: readonly string[];
  /** How many sixteenths of them, 1 to 15. */
  readonly sixteenths: number;
  /**
   * Object ids of its owners, and of nobody else: the provider removes all others.
   * @default - whoever makes it, and then whoever owns it in Entra
   */
  readonly owners?: readonly string[];
}

/** The dynamic group of some of the desktops: by the first digit of their device id, which is random. */
export class PilotGroup extends Construct {
  readonly objectId: string;

  constructor(scope: Construct, id: string, props: PilotGroupProps) {
    super(scope, id);
    if (!Number.isInteger(props.sixteenths) || props.sixteenths < 1 || props.sixteenths > 15)
      throw new Error(`\`sixteenths\` must be 1 to 15, got: ${props.sixteenths}`);
    const group = new Group(this, 'Resource', {
      displayName: props.displayName,
      description: 'Desktops that get updates first, by the first digit of their device id',
      securityEnabled: true,
      ...(props.owners ? { owners: [...props.owners] } : {}),
      types: ['DynamicMembership'],
      dynamicMembership: { enabled: true, rule: pilotRule(props) },
    });
    this.objectId = group.objectId;
  }
}

/** Some digits, of devices with one of the group tags. */
export function pilotRule({ directoryNames, sixteenths }: Omit<PilotGroupProps, 'displayName'>): string {
  const tags = directoryNames.map((name) => `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${name}"))`);
  const digits = [...'0123456789abcdef']
    .slice(0, sixteenths)
    .map((digit) => `(device.deviceId -startsWith "${digit}")`);
  return `(${tags.join(' -or ')}) -and (${digits.join(' -or ')})`;
}
