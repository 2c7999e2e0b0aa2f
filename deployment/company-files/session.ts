/** What a deployment says of sessions, as policies of its ADMX file. */
import type { Path } from '../json-text.js';
import { nearest } from '../nearest.js';
import type { DeploymentFile } from '../schema.js';
import type { AdmxElement, AdmxFile, AdmxPolicy } from './admx.js';
import { present } from '../../domain/present.js';

type Session = NonNullable<NonNullable<DeploymentFile['intune']['enrolment']>['session']>;

/** A policy of the file, on or off, with what it asks for. */
export interface SessionSetting {
  readonly policy: AdmxPolicy;
  readonly on: boolean;
  readonly values: Readonly<Record<string, string>>;
}

/** What cannot be said with this file, below `intune.enrolment.session`. */
export interface SessionProblem {
  readonly at: Path;
  readonly rule: string;
  readonly got: string;
  readonly nearest?: string;
  readonly fix?: string;
}

/** A switch, and the word by which its policy is known: no page names the policies (docs/facts/intune.md 7.3). */
const words = {
  clipboard: /clipboard/,
  printing: /print/,
  usb: /usb/,
  audioIn: /audioin/,
  videoIn: /videoin|webcam/,
  timeZone: /timezone/,
  webAuthn: /webauthn/,
  smartCard: /smartcard/,
} as const;
export type SessionSwitch = keyof typeof words;
export const sessionSwitches = Object.keys(words) as readonly SessionSwitch[];

/** Below these keys Windows takes in no policy (https://learn.microsoft.com/windows/client-management/win32-and-centennial-app-policy-configuration). */
const closed = /^(system|software\\microsoft|software\\policies\\microsoft)(\\|$)/i;

/** What is to be set, in the order of the file; and what cannot be. */
export function sessionSettings(
  session: Session,
  admx: AdmxFile,
): { readonly settings: readonly SessionSetting[]; readonly problems: readonly SessionProblem[] } {
  const problems: SessionProblem[] = [];
  const wanted = new Map<string, SessionSetting>();
  for (const each of sessionSwitches) {
    if (session[each] !== 'off') continue;
    const found = named(admx, words[each]);
    const [policy] = found;
    if (found.length === 1 && policy) wanted.set(policy.name, { policy, on: false, values: {} });
    else problems.push(unclear(each, found, admx));
  }
  for (const [name, { set, values }] of Object.entries(session.policies)) {
    const at = ['policies', name];
    const policy = admx.policies.find((each) => each.name === name);
    if (policy === undefined) {
      const all = admx.policies.map((each) => each.name);
      const near = nearest(name, all);
      problems.push({
        at,
        rule: `must be a policy of the file: ${listed(all)}`,
        got: name,
        ...present({ nearest: near }),
      });
    } else if (wanted.has(name)) {
      problems.push({ at, rule: 'must not be what a switch says already', got: name, fix: 'Leave one of both.' });
    } else {
      problems.push(...notTaken(policy, set, values).map((each) => ({ ...each, at: [...at, ...each.at] })));
      wanted.set(name, { policy, on: set === 'on', values: set === 'on' ? values : {} });
    }
  }
  return { settings: admx.policies.flatMap(({ name }) => wanted.get(name) ?? []), problems };
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

function named({ policies }: AdmxFile, word: RegExp): readonly AdmxPolicy[] {
  return policies.filter(({ name, valueName }) => word.test(plain(name)) || word.test(plain(valueName)));
}

function unclear(each: SessionSwitch, found: readonly AdmxPolicy[], { policies }: AdmxFile): SessionProblem {
  const among = found.length === 0 ? policies : found;
  const names = listed(among.map(({ name }) => name));
  return {
    at: [each],
    rule: 'must be about one policy of the file',
    got: found.length === 0 ? `none of its name, among ${names}` : names,
    fix: `Leave ${each}, and name the policy that is meant: "policies": {"NAME": {"set": "off"}}.`,
  };
}

function notTaken(policy: AdmxPolicy, set: 'on' | 'off', values: Readonly<Record<string, string>>): SessionProblem[] {
  if (closed.test(policy.key))
    return [{ at: [], rule: 'must be a policy that Windows takes in: none below this key is', got: policy.key }];
  if (set === 'off') {
    const given = Object.keys(values);
    return given.length === 0
      ? []
      : [{ at: ['values'], rule: 'must be empty where the policy is off', got: given.join(', ') }];
  }
  const known = policy.elements.map(({ id }) => id);
  const unknown = Object.keys(values).filter((id) => !known.includes(id));
  const missing = policy.elements.filter(({ id, required }) => required && values[id] === undefined);
  return [
    ...policy.unknown.map((kind) => ({ at: [], rule: 'must be a policy without lists', got: kind })),
    ...unknown.map((id) => ({
      at: ['values', id],
      rule:
        known.length === 0 ? 'must not be given: the policy asks for nothing' : `must be one of ${known.join(', ')}`,
      got: id,
    })),
    ...missing.map((element) => ({
      at: ['values'],
      rule: `must hold ${element.id}: ${meant(element)}`,
      got: 'nothing',
    })),
    ...policy.elements.flatMap((element): SessionProblem[] => {
      const value = values[element.id];
      if (value === undefined || fits(element, value)) return [];
      return [{ at: ['values', element.id], rule: `must be ${meant(element)}`, got: value }];
    }),
  ];
}

function fits({ kind, min = 0, max = 0xffff_ffff, items }: AdmxElement, value: string): boolean {
  if (kind === 'boolean') return value === 'true' || value === 'false';
  if (kind === 'enum') return items.some((item) => item.value === value);
  if (kind === 'text') return true;
  return /^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function meant({ kind, min = 0, max = 0xffff_ffff, items }: AdmxElement): string {
  if (kind === 'boolean') return 'true or false';
  if (kind === 'text') return 'a text';
  if (kind === 'decimal') return `a number from ${min} to ${max}`;
  return `one of ${items.map(({ value, label }) => (label === '' ? value : `${value} (${label})`)).join(', ')}`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}`;
}
