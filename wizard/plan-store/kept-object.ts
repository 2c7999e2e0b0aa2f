/**
 * A kept plan is one object: a note in one line of JSON, then the bytes that terraform wrote. Its name is the SHA-256 of all
 * of it, the digest, so that neither the plan nor what is said about it can be another one under the same name.
 */
import { createHash } from 'node:crypto';
import { Failure } from '../terminal/failure.js';
import type { Allowances } from '../terraform/plan-guards.js';

/** What a plan was made from. Times in ISO 8601, hashes as SHA-256 in hexadecimal. */
export interface PlanNote {
  readonly form: 1;
  readonly plannedAt: string;
  /** Commit that was planned, and the id of its content. */
  readonly commit: string;
  readonly tree: string;
  readonly allowances: Allowances;
  /** Names of the notes of applies past the pipeline that stand in its summary: whoever approves it has seen these. */
  readonly emergencies?: readonly string[];
  /** Of the state; none before the first apply. */
  readonly lineage: string;
  readonly serial: number;
  /** Hashes of the control plane's code and of the lock file of the providers. */
  readonly functionZip: string;
  readonly lockFile: string;
  /** Of this package. */
  readonly version: string;
}

/** A plan as it was kept. */
export interface KeptPlan {
  readonly note: PlanNote;
  readonly bytes: Uint8Array;
}

const lineEnd = 0x0a;

/** The object. */
export function keptObject({ note, bytes }: KeptPlan): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(note)}\n`), bytes]);
}

/** The name of an object. */
export function digestOf(object: Uint8Array): string {
  return createHash('sha256').update(object).digest('hex');
}

/**
 * Reads an object that was asked for by its digest.
 * @throws Failure when it is another one
 */
export function readKept(object: Uint8Array, digest: string): KeptPlan {
  const found = digestOf(object);
  if (found !== digest) {
    throw new Failure(
      'What lies beside the state is not the plan that was shown: somebody has put another one in its place.',
      [
        `must be ${digest}, got: ${found}`,
        'Nothing is applied. Look at who may write to the place of the state (its key followed by .plans/), then plan again.',
      ],
    );
  }
  const end = object.indexOf(lineEnd);
  const note = end < 0 ? undefined : (parsed(Buffer.from(object.subarray(0, end)).toString()) as PlanNote | undefined);
  if (note?.form !== 1) {
    throw new Failure('The kept plan has a form that is not known here.', [
      `must be form 1, got: ${JSON.stringify(note?.form) ?? 'nothing'}`,
      'Install the same version of entra-workspaces as where it was planned, or plan again.',
    ]);
  }
  return { note, bytes: object.subarray(end + 1) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
