/**
 * A saved plan as the zip that it is, read strictly: two readers of a zip may see different files in it (a comment that
 * looks like an end, a directory that counts wrong, one name twice), and what is compared here has to be what terraform
 * applies. Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12, 4.3.16).
 */
import { strFromU8, unzipSync } from 'fflate';
import { Failure } from '../terminal/failure.js';

/** Files of a plan by name. */
export type PlanArchive = ReadonlyMap<string, Uint8Array>;

const endLength = 22;
const entryLength = 46;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/**
 * Every file of a plan, each name once.
 * @param file its name, as somebody gave it @default 'This'
 * @throws Failure when it is no zip, or one that another reader could take for something else
 */
export function planArchive(bytes: Uint8Array, file = 'This'): PlanArchive {
  const notOurs = (why: string): Failure =>
    new Failure(`${file} is no plan of terraform, or it was cut short or changed: ${why}.`, [
      'Plan again: entra-workspaces plan --out PLANFILE',
    ]);
  const names = namesOf(bytes, notOurs);
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled !== undefined) throw notOurs(`it holds ${JSON.stringify(doubled)} twice`);
  try {
    const files = unzipSync(bytes);
    if (Object.keys(files).length !== names.length) throw notOurs('its list of files is not what it holds');
    return new Map(names.map((name) => [name, files[name] ?? new Uint8Array()]));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw notOurs('it cannot be unpacked');
  }
}

/** Source: https://github.com/opentofu/opentofu/blob/v1.12.6/internal/encryption/base.go: JSON with this key in place of the zip. */
function isEncrypted(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && strFromU8(bytes, true).includes('"encryption_version"');
}

/** Names in the central directory, which has to fill the space before the end exactly. */
function namesOf(bytes: Uint8Array, notOurs: (why: string) => Failure): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - endLength;
  if (isEncrypted(bytes)) {
    throw new Failure('OpenTofu encrypted this plan: it cannot be compared with the deployment, and is not applied.', [
      'Leave `plan` out of the encryption configuration (TF_ENCRYPTION), the state may stay encrypted, and plan again. Or apply without a plan file.',
    ]);
  }
  if (end < 0 || view.getUint32(end, true) !== endSignature) throw notOurs('it has no end');
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  const whole =
    view.getUint32(end + 4, true) === 0 &&
    view.getUint16(end + 8, true) === count &&
    view.getUint16(end + 20, true) === 0 &&
    start + view.getUint32(end + 12, true) === end;
  if (!whole) throw notOurs('its list of files does not add up');
  const names: string[] = [];
  let at = start;
  while (at + entryLength <= end && view.getUint32(at, true) === entrySignature) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    // Sizes or a place that are written elsewhere, for archives of more than 4 GiB.
    if ([20, 24, 42].some((offset) => view.getUint32(at + offset, true) === 0xffffffff))
      throw notOurs('it is too large');
    names.push(strFromU8(bytes.subarray(at + entryLength, at + entryLength + name), true));
    at += entryLength + name + extra + comment;
  }
  if (at !== end || names.length !== count) throw notOurs('its list of files does not add up');
  const odd = names.find((name) => !/^[\x21-\x7e]+$/.test(name));
  if (odd !== undefined) throw notOurs(`it holds a file with the name ${JSON.stringify(odd)}`);
  return names;
}
