/**
 * What binds a saved plan: the configuration and the state that it was made from, and the code of the control plane, which
 * is not in the plan and is read at the apply. Terraform refuses a stale plan by itself, after everything was set up and
 * somebody approved it; here it is known before.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8 } from 'fflate';
import { Failure } from '../terminal/failure.js';
import { planArchive } from './plan-archive.js';
import { actionOf, type PlanJson } from './plan-json.js';
import { functionType } from '../resources/aws/lambda.js';
import { known } from '../resources/values.js';
import { providerErrors } from './provider-errors.js';

/**
 * Makes sure that the code beside the stack is the one that the plan was made with.
 * @throws Failure when another version of this package made the plan
 */
export function assertSameCode(plan: PlanJson, folder: string): void {
  for (const change of plan.resource_changes ?? []) {
    const action = actionOf(change);
    if (change.type !== functionType || action === 'none' || action === 'delete') continue;
    const file = known(change.change.after, 'filename');
    const planned = known(change.change.after, 'source_code_hash');
    if (file === undefined || planned === undefined) continue;
    const found = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('base64');
    if (found !== planned) {
      throw new Failure("The plan was made with another version of the control plane's code.", [
        `planned: ${planned}, here: ${found}`,
        'Install the same version of entra-workspaces as where it was planned (npm ci), or plan again.',
      ]);
    }
  }
}

const configurationFolder = 'tfconfig/m-/';
/** What a saved plan calls a file of the configuration that it was made from. */
export const configurationInPlan = (name: string): string => `${configurationFolder}${name}`;
const moduleList = 'tfconfig/modules.json';
/** What else a plan consists of. Source: plans of terraform 1.11.4 and its internal/plans/planfile/writer.go. */
const otherParts = ['tfplan', 'tfstate', 'tfstate-prev', '.terraform.lock.hcl'];

/**
 * Makes sure that the plan was made from the configuration in the folder, byte for byte, and from nothing else: a second
 * module that claims the root folder would be applied under the summary of the first.
 * @throws Failure when it was not
 */
export function assertSameConfiguration(bytes: Uint8Array, folder: string): void {
  const parts = planArchive(bytes);
  const foreign = [...parts.keys()].filter(
    (name) => !otherParts.includes(name) && name !== moduleList && !name.startsWith(configurationFolder),
  );
  if (foreign.length > 0 || !isRootAlone(parts.get(moduleList))) {
    throw new Failure('The plan holds more than the configuration of this stack: it is not applied.', [
      foreign.length > 0 ? `foreign: ${foreign.join(', ')}` : `${moduleList} must name the root module alone`,
      'entra-workspaces makes no such plan. Find out who did, then plan again.',
    ]);
  }
  const planned = [...parts].filter(([name]) => name.startsWith(configurationFolder));
  const plannedNames = new Set(planned.map(([name]) => name.slice(configurationFolder.length)));
  const here = readdirSync(folder).filter((name) => /\.tf(\.json)?$/.test(name));
  const different = [
    ...planned
      .filter(([name, text]) => {
        const file = name.slice(configurationFolder.length);
        return !here.includes(file) || !readFileSync(join(folder, file)).equals(text);
      })
      .map(([name]) => name.slice(configurationFolder.length)),
    ...here.filter((name) => !plannedNames.has(name)),
  ];
  if (planned.length > 0 && different.length === 0) return;
  throw new Failure('The plan was made from another configuration than the one here.', [
    `different: ${different.join(', ') || 'no configuration in the plan'}`,
    'Check out what was planned, with the same version of entra-workspaces (npm ci), or plan again.',
  ]);
}

/** `[{"Key":"","Dir":"."}]`, as terraform writes it for a configuration without modules. */
function isRootAlone(list: Uint8Array | undefined): boolean {
  if (list === undefined) return false;
  try {
    const modules = JSON.parse(strFromU8(list)) as unknown;
    if (!Array.isArray(modules) || modules.length !== 1) return false;
    const [root] = modules as Readonly<Record<string, unknown>>[];
    return root?.['Key'] === '' && root['Dir'] === '.' && (root['Source'] ?? '') === '';
  } catch {
    return false;
  }
}

interface StateStamp {
  readonly lineage?: string;
  readonly serial?: number;
}

/**
 * Makes sure that the state is the one that the plan was made from.
 * @param state as `terraform state pull` gives it; empty where there is none yet
 * @throws Failure when it has changed since
 */
export function assertNotStale(bytes: Uint8Array, state: string): void {
  const before = plannedStamp(bytes);
  const now = stampOf(state);
  // A state that was never written has no lineage: each plan gives it one of its own.
  const sameState = (now.lineage ?? '') === '' || now.lineage === before.lineage;
  if (sameState && (now.serial ?? 0) === (before.serial ?? 0)) return;
  const { cause, fix } = providerErrors.find(({ id }) => id === 'stale-plan') ?? { cause: '', fix: '' };
  throw new Failure('The plan is stale.', [cause, fix]);
}

/** Of the state that a plan was made from: its lineage, and its serial number. */
export function stampInPlan(bytes: Uint8Array): { readonly lineage: string; readonly serial: number } {
  const { lineage = '', serial = 0 } = plannedStamp(bytes);
  return { lineage, serial };
}

function plannedStamp(bytes: Uint8Array): StateStamp {
  return stampOf(strFromU8(planArchive(bytes).get('tfstate') ?? new Uint8Array()));
}

function stampOf(text: string): StateStamp {
  return text.trim() === '' ? {} : (JSON.parse(text) as StateStamp);
}
