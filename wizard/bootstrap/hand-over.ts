/**
 * What one person hands to the next, where nobody has rights in both clouds and in the repository: ids, no secret. Whoever
 * takes it in checks what they can see: a file that came by mail is no reason to trust anything.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { levels } from '../../domain/pipeline-level.js';
import { plainAddress } from '../../deployment/pipeline-hosts/gitlab.js';
import { pipelineHosts, type HostName } from '../../deployment/pipeline-hosts/index.js';
import { readJsonAs } from '../../deployment/json-file.js';
import { problemLines } from '../../deployment/problem.js';
import { readTextFile } from '../../deployment/text-file.js';
import { Failure } from '../terminal/failure.js';
import { replaceFiles } from '../repository/replace-file.js';

const address = plainAddress('must be an address in small letters, without a slash at its end');
const digits = z.string().regex(/^\d{1,20}$/, { error: 'must be a number' });
const connection = z.strictObject({
  name: z.string().min(1).max(200),
  id: z.guid(),
  issuer: z.string().regex(/^https:\/\/[a-z0-9.-]+(\/[\w.-]+)*$/i, { error: 'must be an address' }),
  subject: z.string().regex(/^[^\n*?]{1,600}$/, { error: 'must hold no pattern' }),
});
const identities = <T extends z.ZodType>(one: T) => z.strictObject({ mainPlan: one, apply: one.optional() });

const schema = z.strictObject({
  about: z.string(),
  deployment: z.string(),
  /** Carried by everything that is made. */
  mark: z.uuid({ error: 'must be a UUID' }),
  repository: z
    .strictObject({
      /** Left out: github. */
      host: z.enum(Object.keys(pipelineHosts) as [HostName, ...HostName[]]).optional(),
      /** What the host calls it: its record looks at it. */
      name: z.string().min(1).max(500),
      id: z.union([digits, z.guid()], { error: 'must be a number or an id' }),
      prefix: z.string().regex(/^[^\s*?]+$/, { error: 'must hold no pattern' }),
      /** Of a host that may be somebody's own. */
      url: address.optional(),
      /** Who signs its tokens, where that is another address. */
      issuer: address.optional(),
      level: z.enum(levels),
      environment: z.string().min(1).max(255),
      subjects: z.strictObject({ mainPlan: z.string().optional(), apply: z.string().optional() }),
      /** Of a host that makes something for each job: as that shows itself. */
      connections: identities(connection).optional(),
      /** Its rules stood when this was written. */
      protected: z.boolean(),
    })
    .optional(),
  aws: z
    .strictObject({
      accountId: z.string().regex(/^\d{12}$/, { error: 'must have 12 digits' }),
      /** With the state in S3 alone. */
      bucket: z.string().optional(),
      region: z.string().optional(),
      kmsKeyId: z.string().optional(),
      boundaryArn: z.string().optional(),
      roles: identities(z.string()),
      /** Of such a host: whom to trust was known when this was made. */
      told: z.boolean().optional(),
    })
    .optional(),
  /** With the state in Azure alone, once its jobs are let in. */
  azure: z
    .strictObject({
      subscriptionId: z.guid(),
      resourceGroup: z.string(),
      account: z.string(),
      container: z.string(),
      /** Who was let in. */
      principals: identities(z.guid()),
    })
    .optional(),
  entra: z
    .strictObject({
      tenantId: z.guid(),
      clients: identities(z.guid()),
      /** Likewise. */
      told: z.boolean().optional(),
      /** What the one that applies may do. Whoever makes it decides anew. */
      rights: z.enum(['daily', 'whole']).optional(),
      /** Object ids of their service principals: who is let in to a state in Azure. */
      principals: identities(z.guid()).optional(),
    })
    .optional(),
});
export type HandOver = z.infer<typeof schema>;

/** Where it lies unless an option says otherwise. */
export const handOverName = 'bootstrap.json';

const about =
  'What entra-workspaces bootstrap made so far: ids, no secret. The next person puts it beside deployment.json and runs their part (--only). It may be deleted once the deployment names it all.';

/** A new one. */
export const emptyHandOver = (deployment: string, mark: string): HandOver => ({ about, deployment, mark });

/** Reads it. @throws Failure with everything that is wrong in it, or when it is of another deployment */
export async function readHandOver(file: string, deployment: string): Promise<HandOver | undefined> {
  return existsSync(file) ? handOverIn(readTextFile(file), basename(file), deployment) : undefined;
}

/** The same from its text. `file` is its name, for the problems. */
export function handOverIn(text: string, file: string, deployment: string): HandOver {
  const fix = 'Ask whoever sent it for the file as bootstrap wrote it, or delete it to begin anew.';
  const read = readJsonAs(schema, text, file);
  if ('problems' in read)
    throw new Failure(`${file} is not what bootstrap writes.`, [...problemLines(read.problems), fix]);
  if (read.data.deployment === deployment) return read.data;
  throw new Failure(`${file} is of another deployment.`, [
    `deployment: must be ${deployment}, got: ${read.data.deployment}`,
  ]);
}

/** Writes it in one step. */
export async function writeHandOver(file: string, content: HandOver): Promise<void> {
  const before = existsSync(file) ? await readFile(file) : undefined;
  replaceFiles([{ path: file, bytes: Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`), before }]);
}

/**
 * Takes it away with what it speaks of: it says that the rules of the repository stand, and the next person would go by it.
 * @returns whether there was one of this deployment
 */
export async function dropHandOver(file: string, deployment: string): Promise<boolean> {
  const there = await readHandOver(file, deployment).catch(() => undefined);
  if (there !== undefined) await rm(file);
  return there !== undefined;
}
