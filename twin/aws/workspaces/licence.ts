import type {
  DescribeAccountModificationsRequest,
  ListAvailableManagementCidrRangesRequest,
  ModifyAccountRequest,
} from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { within } from '../cidr.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import type { AccountModification, RegionState } from './state.js';

const guide = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/byol-windows-images.html';
const rangesNeedByol = rule(
  'management-ranges-need-byol',
  guide,
  'ListAvailableManagementCidrRanges is denied to an account that is not enabled for BYOL.',
);
const managementRangePermanent = rule(
  'management-range-permanent',
  guide,
  'The management range cannot be changed once it is set.',
);
const modificationTakesTime = rule('byol-takes-time', 'guess', 'Enabling BYOL takes an hour.');

/** BYOL: whether the account may bring its own Windows licences, and the management range that comes with it. */
export function licenceOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  return {
    DescribeAccount: (_: object, call: Call) => {
      const { enabled, managementCidr } = at(call.region).byol;
      return present({
        DedicatedTenancySupport: enabled ? 'ENABLED' : 'DISABLED',
        DedicatedTenancyManagementCidrRange: managementCidr,
      });
    },
    DescribeAccountModifications: (_: DescribeAccountModificationsRequest, call: Call) => ({
      AccountModifications: at(call.region).modifications.map(({ state, cidr, started }) =>
        present({
          ModificationState: state,
          DedicatedTenancySupport: 'ENABLED',
          DedicatedTenancyManagementCidrRange: cidr,
          StartTime: started,
        }),
      ),
    }),
    ListAvailableManagementCidrRanges: (input: ListAvailableManagementCidrRangesRequest, call: Call) => {
      const state = at(call.region);
      if (!state.byol.enabled) {
        cloud.leanOn(rangesNeedByol);
        throw new AwsError('AccessDeniedException', 'The account is not enabled for BYOL.');
      }
      const all = ['172.16', '172.17', '172.18', '172.19', '172.31', '192.168', '198.18', '198.19'].map(
        (start) => `${start}.0.0/16`,
      );
      const fitting = all.filter((range) => within(range, input.ManagementCidrRangeConstraint ?? ''));
      const { items, next } = page(fitting, input.NextToken, input.MaxResults ?? 5);
      return present({ ManagementCidrRanges: items, NextToken: next });
    },
    ModifyAccount: (input: ModifyAccountRequest, call: Call) => {
      const { byol, modifications } = at(call.region);
      const cidr = input.DedicatedTenancyManagementCidrRange;
      if (byol.managementCidr !== undefined && cidr !== undefined && cidr !== byol.managementCidr) {
        cloud.leanOn(managementRangePermanent);
        throw new AwsError('InvalidParameterValuesException', 'The management CIDR range cannot be changed.');
      }
      const modification: AccountModification = { state: 'PENDING', cidr, started: cloud.world.clock.now() };
      modifications.push(modification);
      cloud.leanOn(modificationTakesTime);
      cloud.world.clock.after(60, `BYOL in ${call.region}`, () => {
        modification.state = 'COMPLETED';
        byol.enabled = true;
        byol.managementCidr ??= cidr;
      });
      return {};
    },
  };
}
