/**
 * Whom an application of ours believes already. Entra keeps a credential under its name whoever it lets in, and the deployment is
 * changed by more people than may run bootstrap: another host or another repository than before is said by an option, and never by
 * the file alone. AWS tells both by the trust of the role (survey-aws.ts).
 */
import { Failure } from '../terminal/failure.js';
import { subjectIn, whomOf, type Credential } from './federated-credentials.js';
import { credentialOf, type Making } from './identities.js';

interface Application {
  readonly appId: string;
  readonly displayName: string;
}

/** @throws Failure that names both, where no option says that the other one is meant */
export function refuseOthersBelieved(making: Making, application: Application, there: Credential): void {
  if (!making.trusting) return;
  refuseOtherIssuer(making, application, there.issuer);
  refuseOtherRepository(making, application, there);
}

function refuseOtherIssuer(
  { host, repository, issuerSaid }: Making,
  { displayName, appId }: Application,
  there: string,
): void {
  const wanted = host.addressesGiven === undefined ? undefined : host.provider(repository)?.issuer;
  if (issuerSaid === true || wanted === undefined || wanted === there) return;
  throw new Failure(`The application "${displayName}" believes another address than the deployment names.`, [
    `who signs the tokens must be ${wanted}, got: ${there} (${appId})`,
    `Find out who changed that, the file or the application. If ${wanted} is meant: --host-issuer ${wanted}, or --host-url where ${host.words.host} itself is there.`,
  ]);
}

/** Of a host that says itself whom to trust nothing is compared: what it shows counts. */
function refuseOtherRepository(making: Making, { displayName, appId }: Application, there: Credential): void {
  const { host, repository, repositorySaid } = making;
  if (repositorySaid === true || host.isOwnSubject === undefined) return;
  const subject = subjectIn(there);
  if (subject !== undefined && host.isOwnSubject(subject, repository)) return;
  // Those that are given are of whoever gave them.
  const wanted = making.identities.map((identity) => credentialOf(making, identity)?.subject);
  if (subject !== undefined && wanted.includes(subject)) return;
  const { name = repository.prefix } = repository;
  throw new Failure(
    `The application "${displayName}" lets another ${host.words.repository} in than the deployment names.`,
    [
      `must be a job of ${name}, got: ${whomOf(there)} (${appId})`,
      `Find out who changed that, the file or the application. If ${name} is meant, as after it was renamed or moved: --repository ${name}`,
    ],
  );
}
