/** Rules on policies out of files of the company: what would break a desktop, and what would fight with another policy. */
import { rowsOf, settingSetNames, settingSets } from '../../domain/enrolment/sets.js';
import { settingValues } from '../../domain/enrolment/setting.js';
import {
  certificateTitle,
  enrolmentName,
  enrolmentNameKey,
  enrolmentTitles,
  longestPolicyName,
} from '../../domain/names.js';
import { guard, guardRows, unknownRows, type GuardFinding } from '../../domain/guard/guard.js';
import { catalogValues } from '../../domain/guard/observed.js';
import { nearest } from '../nearest.js';
import type { Path } from '../json-text.js';
import type { DeploymentFile } from '../schema.js';
import type { Finding, Rule, RuleContext } from './rule.js';
import { present } from '../../domain/present.js';

const at = ['intune', 'enrolment', 'policies'] as const;
type Enrolment = NonNullable<DeploymentFile['intune']['enrolment']>;

/** A policy of a file with its place and what the guard list says of it. */
interface Held {
  readonly name: string;
  readonly file: string;
  readonly place: Path;
  readonly content: RuleContext['companyFiles']['policies'][string];
  readonly findings: readonly GuardFinding[];
}

function heldIn({ file, companyFiles }: RuleContext): Held[] {
  return Object.entries(file.intune.enrolment?.policies ?? {}).flatMap(([name, policy]): Held[] => {
    const content = companyFiles.policies[name];
    if (content === undefined) return [];
    const { findings } = guard({ ...content }, policy.accept);
    return [{ name, file: policy.file, place: [...at, name], content, findings }];
  });
}

const set = ({ where, value }: GuardFinding): string => (value === undefined ? where : `${where} = ${value}`);

function judged({ place, file }: Held, finding: GuardFinding, rule: string): Finding {
  const { row } = finding;
  return {
    at: [...place, 'file'],
    rule: `${rule}: ${row.title}. ${row.effect} (${row.source})`,
    got: `${set(finding)} in ${file}`,
    fix: `Take the setting out of the policy and export it again; or let it through: "accept": {"${row.id}": "the reason"}.`,
  };
}

/** What AWS documents as breaking a desktop is let through by `accept` alone. */
export const companyPoliciesKeepDesktops: Rule = function* (context) {
  for (const held of heldIn(context)) {
    for (const finding of held.findings) {
      if (finding.row.level === 'refuse' && finding.accepted === undefined)
        yield judged(held, finding, 'must hold nothing that breaks a desktop');
    }
  }
};

/** What may not suit a desktop. */
export const companyPoliciesSuitDesktops: Rule = function* (context) {
  for (const held of heldIn(context)) {
    for (const finding of held.findings) {
      if (finding.row.level === 'warn' && finding.accepted === undefined)
        yield judged(held, finding, 'holds what may not suit a desktop');
    }
  }
};

/** A reason is given for a row of the list. */
export const acceptedRowsExist: Rule = function* ({ file }) {
  for (const [name, { accept }] of Object.entries(file.intune.enrolment?.policies ?? {})) {
    for (const id of unknownRows(accept)) {
      const near = nearest(
        id,
        guardRows.map((row) => row.id),
      );
      yield {
        at: [...at, name, 'accept', id],
        rule: `must be a row of the guard list: ${guardRows.map((row) => row.id).join(', ')}`,
        got: id,
        ...present({ nearest: near }),
      };
    }
  }
};

/** A reason that nothing needs any more would let the next one through unseen. */
export const acceptedRowsAreThere: Rule = function* (context) {
  for (const { name, file, place, findings } of heldIn(context)) {
    const { accept } = context.file.intune.enrolment!.policies[name]!;
    const unknown = unknownRows(accept);
    for (const id of Object.keys(accept)) {
      if (unknown.includes(id) || findings.some(({ row }) => row.id === id)) continue;
      yield { at: [...place, 'accept', id], rule: `accepts what ${file} does not hold: take it out`, got: id };
    }
  }
};

/** Intune applies neither of two values for one setting, so two policies of one deployment never want different ones. */
export const companyPoliciesAgree: Rule = function* (context) {
  const { enrolment } = context.file.intune;
  if (!enrolment) return;
  const own = new Map(ownValues(enrolment, context.file.entra.tenantId).map((each) => [each.id, each]));
  const earlier = new Map<string, Wanted>();
  for (const { file, place, content } of heldIn(context)) {
    const here = { by: file, off: `out of ${file}` };
    // What stands in a group, such as a rule of the firewall, is of its group: two files may each have one.
    const alone = new Set(catalogValues(content.settings.filter(isAlone)).keys());
    for (const [id, value] of catalogValues(content.settings)) {
      const other = own.get(id) ?? (alone.has(id) ? earlier.get(id) : undefined);
      if (other !== undefined && other.value !== value) {
        yield {
          at: [...place, 'file'],
          rule: `must set ${id} as ${other.by} does: Intune applies neither of two values`,
          got: `${value} in ${file}, ${other.value} in ${other.by}`,
          fix: `Take it ${here.off}; or ${other.off}.`,
        };
      }
      if (!earlier.has(id)) earlier.set(id, { value, ...here, off: `take it ${here.off}` });
    }
  }
};

/** What a setting is to be, and who says so. */
interface Wanted {
  readonly value: string;
  readonly by: string;
  /** How it is not wanted any more. */
  readonly off: string;
}

const isAlone = ({ settingInstance }: Readonly<Record<string, unknown>>): boolean =>
  !Object.keys(settingInstance as object).some((key) => key.startsWith('groupSetting'));

function ownValues(enrolment: Enrolment, tenantId: string): (Wanted & { readonly id: string })[] {
  return settingSetNames.flatMap((name) => {
    const rows = rowsOf(name, enrolment.settings[name], { tenantId }) ?? [];
    const by = `intune.enrolment.settings.${name} (${settingSets[name].title})`;
    return [...settingValues(rows)].map(([id, value]) => ({ id, value, by, off: `switch ${name} off` }));
  });
}

/** It goes out under a name that begins with that of the deployment, and both together have to fit. */
export const companyPolicyNamesFit: Rule = function* (context) {
  for (const { file, place, content } of heldIn(context)) {
    const { length } = enrolmentName(context.file.name, content.name);
    if (length <= longestPolicyName) continue;
    yield {
      at: [...place, 'file'],
      rule: `must hold a policy whose name has at most ${longestPolicyName} characters together with that of the deployment`,
      got: `${length}: ${content.name.slice(0, 60)}…`,
      fix: `Shorten \`name\` in ${file}; the policy that was exported keeps its own.`,
    };
  }
};

/**
 * Names tell policies apart, for people in Intune and for `doctor`: they differ in more than case, also from what the
 * deployment makes itself, whether that is on today or not.
 */
export const companyPolicyNamesDiffer: Rule = function* (context) {
  const { certificates = {} } = context.file.intune.enrolment ?? {};
  const taken = new Map<string, string>(
    [
      ...settingSetNames.map((name) => [settingSets[name].title, `intune.enrolment.settings.${name}`] as const),
      ...Object.values(enrolmentTitles).map((title) => [title, `the deployment's own "${title}"`] as const),
      ...Object.keys(certificates).map((name) => [certificateTitle(name), `the certificate ${name}`] as const),
    ].map(([title, whose]) => [enrolmentNameKey(title), whose]),
  );
  for (const { file, place, content } of heldIn(context)) {
    const key = enrolmentNameKey(content.name);
    const earlier = taken.get(key);
    if (earlier !== undefined) {
      yield {
        at: [...place, 'file'],
        rule: `must hold a policy of another name than ${earlier}, upper and lower case being the same: names tell them apart in Intune`,
        got: content.name,
        fix: `Change \`name\` in ${file}; the policy that was exported keeps its own.`,
      };
    } else {
      taken.set(key, file);
    }
  }
};
