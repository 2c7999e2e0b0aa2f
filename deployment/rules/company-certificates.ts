/** Rules on certificates out of files of the company: only what issues others is trusted, and once. */
import { certificateTitle } from '../../domain/names.js';
import type { CertificateFile } from '../company-files/certificate.js';
import type { Path } from '../json-text.js';
import type { Rule, RuleContext } from './rule.js';
import { day } from '../../domain/day.js';

const at = ['intune', 'enrolment', 'certificates'] as const;

interface Held {
  readonly file: string;
  readonly store: 'root' | 'intermediate';
  readonly place: Path;
  readonly read: CertificateFile;
}

function heldIn({ file, companyFiles }: RuleContext): Held[] {
  return Object.entries(file.intune.enrolment?.certificates ?? {}).flatMap(([name, each]): Held[] => {
    const read = companyFiles.certificates[name];
    return read === undefined ? [] : [{ ...each, place: [...at, name], read }];
  });
}

/** A server's own certificate in such a store is trusted for nothing; one of an authority was meant. */
export const certificatesAreOfAuthorities: Rule = function* (context) {
  for (const { file, place, store, read } of heldIn(context)) {
    // Roots of the first version say nothing of it.
    if (read.isAuthority || (store === 'root' && read.isRoot)) continue;
    yield {
      at: [...place, 'file'],
      rule: 'must be the certificate of an authority, which issues others',
      got: `${read.subject} in ${file}`,
      fix: 'Take the one that issued it; in a browser it stands above it in the chain.',
    };
  }
};

/** Each once in a store, and each with a name of its own in Intune, where a row of hyphens is one space. */
export const certificatesDiffer: Rule = function* (context) {
  const titles = new Map<string, string>();
  for (const name of Object.keys(context.file.intune.enrolment?.certificates ?? {})) {
    const earlier = titles.get(certificateTitle(name));
    titles.set(certificateTitle(name), name);
    if (earlier === undefined) continue;
    yield {
      at: [...at, name],
      rule: `must be a name that differs from ${earlier} in more than hyphens: in Intune both are called "${certificateTitle(name)}"`,
      got: name,
    };
  }
  const seen = new Map<string, string>();
  for (const { file, place, store, read } of heldIn(context)) {
    const key = `${store} ${read.thumbprint}`;
    const earlier = seen.get(key);
    seen.set(key, file);
    if (earlier === undefined) continue;
    yield { at: [...place, 'file'], rule: `must be another certificate than that of ${earlier}`, got: read.thumbprint };
  }
};

/** What an authority cannot do any more, or soon: told, as no plan may begin to fail on a certain day. */
export const certificatesHold: Rule = function* (context) {
  const now = Date.now();
  for (const { file, place, read } of heldIn(context)) {
    const got = `${read.subject} in ${file}`;
    const where = { at: [...place, 'file'], got };
    if (Date.parse(read.ends) < now) {
      yield {
        ...where,
        rule: `has ended on ${read.ends.slice(0, 10)}: nothing that it issued is trusted`,
        fix: 'Put its successor into the file, or take the entry out.',
      };
    } else if (Date.parse(read.ends) < now + 30 * day) {
      yield { ...where, rule: `ends on ${read.ends.slice(0, 10)}`, fix: 'Add its successor under another name now.' };
    } else if (Date.parse(read.begins) > now) {
      yield { ...where, rule: `begins on ${read.begins.slice(0, 10)}: until then nothing that it issued is trusted` };
    }
  }
};

/** A root belongs to the roots, what a root issued to the others. */
export const certificatesAreInTheirStore: Rule = function* (context) {
  for (const { file, place, store, read } of heldIn(context)) {
    if (!read.isAuthority || read.isRoot === (store === 'root')) continue;
    yield {
      at: [...place, 'store'],
      rule: read.isRoot
        ? 'is intermediate, though it issued itself: Windows trusts it only in root'
        : 'is root, though another one issued it: it belongs to intermediate, and that other one to root',
      got: `${read.subject} in ${file}`,
    };
  }
};
