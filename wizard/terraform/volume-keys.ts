/** Keys that go while something encrypted with them stays: by the plan, or by somebody outside Terraform. */
import { partsOfArn } from '../../domain/arn.js';
import { keyType } from '../resources/aws/keys.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import { actionOf, type PlanJson, type ResourceChange } from './plan-json.js';

/** User names of the desktops that stay while this plan takes the key of their volumes away. */
export function desktopsLocked(plan: PlanJson): string[] {
  return stayingWith(plan, keysIn(plan.resource_changes ?? []));
}

/** User names of the desktops that stay, and the key of whose volumes somebody deleted outside Terraform. */
export function desktopsWithoutKey(plan: PlanJson): string[] {
  return stayingWith(plan, keysIn(plan.resource_drift ?? []));
}

/** What to do for each key that somebody deleted outside Terraform: AWS keeps it for a while. */
export function keysDeletedOutside({ resource_drift: drift = [] }: PlanJson): string[] {
  return drift.filter(isKeyThatGoes).map(({ address, change }) => {
    const arn = known(change.before, 'arn');
    const at = `--key-id ${arn ?? 'ARN'} --region ${arn === undefined ? 'REGION' : partsOfArn(arn).region}`;
    return (
      `Somebody deleted the key ${address}. What it encrypts can be read until its waiting time is over, and a new key ` +
      `saves none of it. To bring it back: aws kms cancel-key-deletion ${at} && aws kms enable-key ${at}; then plan again.`
    );
  });
}

function isKeyThatGoes(change: ResourceChange): boolean {
  return change.type === keyType && ['delete', 'replace'].includes(actionOf(change));
}

/** ARNs and ids: a desktop may name either. */
function keysIn(changes: readonly ResourceChange[]): Set<string> {
  const names = changes
    .filter(isKeyThatGoes)
    .flatMap(({ change }) => [known(change.before, 'arn'), known(change.before, 'key_id')]);
  return new Set(names.filter((name) => name !== undefined));
}

function stayingWith(plan: PlanJson, keys: ReadonlySet<string>): string[] {
  const going = (plan.resource_changes ?? []).filter((change) => ['delete', 'replace'].includes(actionOf(change)));
  const gone = new Set(going.map(({ address }) => address));
  return (plan.prior_state?.values?.root_module?.resources ?? [])
    .filter(({ type, address }) => type === desktopType && !gone.has(address))
    .filter(({ values = {} }) => keys.has(known(values, 'volume_encryption_key') ?? ''))
    .map(({ address, values = {} }) => known(values, 'user_name') ?? address);
}
