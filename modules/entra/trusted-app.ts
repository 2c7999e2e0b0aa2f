import { Op, ref, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Check } from '../control-plane/drift-check.js';

export interface TrustedAppProps {
  /** Object id of the service principal of the enterprise app that Identity Center was told to trust. */
  readonly servicePrincipalObjectId: string;
}

/**
 * The enterprise app that the handshake was made with: its id is kept from the first apply that has one. An app that
 * somebody deleted is made again by an apply, with certificates that Identity Center has never seen, and nobody can sign in
 * until it is told; nothing else in a plan would say so.
 */
export class TrustedApp extends Construct {
  constructor(scope: Construct, id: string, { servicePrincipalObjectId }: TrustedAppProps) {
    super(scope, id);
    const kept = new KeptValue(this, 'kept', servicePrincipalObjectId);
    const address = `${kept.terraformResourceType}.${kept.friendlyUniqueId}`;
    new Check(this, 'check', [
      {
        condition: Op.eq(ref(`${address}.output`, kept.cdktfStack), servicePrincipalObjectId),
        errorMessage:
          'The enterprise app is another one than Identity Center trusts: it was deleted in Entra and made again, so nobody ' +
          'can sign in. Identity Center must import the certificate of the new one: download the metadata from the output ' +
          'federation_metadata_url and upload it there (Settings, Identity source, Manage authentication). Then record ' +
          `it: terraform apply -replace=${address}`,
      },
    ]);
  }
}

/** Terraform's built-in `terraform_data`, which keeps the value it was made with. */
class KeptValue extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly value: string,
  ) {
    super(scope, id, { terraformResourceType: 'terraform_data', lifecycle: { ignoreChanges: ['input'] } });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.value };
  }
}
