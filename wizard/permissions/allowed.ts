/**
 * Where each IAM action is allowed: as narrow as the service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html) knows resources and conditions for it and
 * as the names of a deployment allow.
 */
import { present } from '../../domain/present.js';
import { inRegions, type Allowed } from '../resources/aws/condition.js';
import type { Place } from '../resources/aws/place.js';
import { serviceOf } from '../resources/table.js';
import { stateRights } from './state-rights.js';

/** Services that Terraform makes nothing of and that know no resource for what is looked up in them. */
const anywhere = /^(account|organizations|servicequotas|tag|cloudwatch)$/;

/** Services that answer in `us-east-1` for the whole world: a Region in a condition would shut them out. */
const global = /^(organizations|account)$/;

/** Where an action is allowed: each entry on its own. Empty: nowhere, it is a person's step. */
export function allowedAt(action: string, place: Place): readonly Allowed[] {
  const [api = '', operation = ''] = action.split(':');
  if (api === 's3') return stateRights(operation, place);
  if (api === 'sts') return place.roles.length > 0 ? [{ resources: place.roles }] : [];
  const service = serviceOf(api);
  const narrowed = service?.allowed(operation, place);
  if (narrowed) return narrowed;
  const inside = (service || anywhere.test(api)) && !global.test(api) ? inRegions(place) : undefined;
  return [{ resources: ['*'], ...present({ condition: inside }) }];
}
