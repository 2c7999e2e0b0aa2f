/** Changes one thing in the deployment file: checked before it is written, written at once, the rest as its owner left it. */
import { realpathSync } from 'node:fs';
import { parseDeployment } from '../../deployment/load.js';
import { readJson } from '../../deployment/json-text.js';
import type { DeploymentInput, Handshake } from '../../deployment/schema.js';
import { decodeText, encodeText, folderOf, readBytes, usersFileReader } from '../../deployment/text-file.js';
import { jsonTextLike } from '../repository/json-text.js';
import { replaceFiles } from '../repository/replace-file.js';
import { Failure } from '../terminal/failure.js';

/** Parts of a deployment that the handshake may change, as they stand in the file. */
type Draft = DeploymentInput & { identityCenter: { federation: object }; entra: { enterpriseApp: object } };

/**
 * Reads the file anew (somebody may have edited it meanwhile), changes it and writes it in one step. Everything here is
 * synchronous: a signal cannot come in between, and a file is either the old or the new one.
 * @returns whether anything changed
 */
function change(file: string, edit: (draft: Draft) => void): boolean {
  const path = realpathSync(file);
  const bytes = readBytes(path);
  const { text: before, form } = decodeText(bytes);
  const readUsers = usersFileReader(folderOf(file));
  parseDeployment(before, file, readUsers);
  const draft = readJson(before).value as Draft;
  edit(draft);
  const after = jsonTextLike(before, draft);
  if (after === before) return false;
  parseDeployment(after, file, readUsers);
  replaceFiles([{ path, bytes: encodeText(after, form), before: bytes }]);
  return true;
}

/** Records the handshake. */
export function recordHandshake(file: string, handshake: Handshake): boolean {
  return change(file, (draft) => {
    const { federation } = draft.identityCenter as { federation: { setUp?: { handshake?: unknown } } };
    if (!federation.setUp) throw new Failure('The federation of this deployment is not set up here any more.');
    const { activeCertificate, ...rest } = handshake;
    federation.setUp.handshake = { ...rest, ...(activeCertificate === '1' ? {} : { activeCertificate }) };
  });
}

/** Takes a handshake out of which the foundation is gone: the deployment is of the first stage again. */
export function forgetHandshake(file: string): boolean {
  return change(file, (draft) => {
    const { federation } = draft.identityCenter as { federation: { setUp?: { handshake?: unknown } } };
    if (federation.setUp) federation.setUp.handshake = null;
  });
}

/** Asks for another signing certificate: the next apply makes it beside those that are there. */
export function addCertificate(file: string, names: readonly string[]): boolean {
  return change(file, (draft) => {
    const { enterpriseApp } = draft.entra as { enterpriseApp: { create?: { certificates?: readonly string[] } } };
    if (!enterpriseApp.create) throw new Failure('The enterprise app of this deployment is not made here any more.');
    enterpriseApp.create.certificates = names;
  });
}

/** Lets Entra sign with another certificate from the next apply on. */
export function activateCertificate(file: string, name: string): boolean {
  return change(file, (draft) => {
    const { federation } = draft.identityCenter as {
      federation: { setUp?: { handshake?: { activeCertificate?: string } | null } };
    };
    if (!federation.setUp?.handshake) throw new Failure('The handshake is not recorded in the deployment any more.');
    federation.setUp.handshake.activeCertificate = name;
  });
}
