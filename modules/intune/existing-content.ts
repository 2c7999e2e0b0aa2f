import { Construct } from 'constructs';
import { Check } from '../control-plane/drift-check.js';
import { DataMsgraphResource } from './msgraph.js';

export interface ExistingContentProps {
  /** Its collection below `deviceManagement`. */
  readonly collection: 'deviceCompliancePolicies' | 'deviceEnrollmentConfigurations';
  readonly id: string;
  /** What it is, as in "the compliance policy". */
  readonly what: string;
}

/**
 * Something of the company that the desktops are to get: it is looked at, and warned of when it is assigned to nobody.
 * Nothing of it is changed: `assign` would replace every assignment that others made.
 */
export class ExistingContent extends Construct {
  constructor(scope: Construct, id: string, { collection, id: existing, what }: ExistingContentProps) {
    super(scope, id);
    const looked = new DataMsgraphResource(this, 'looked', {
      url: `deviceManagement/${collection}/${existing}/assignments`,
      apiVersion: 'beta',
      responseExportValues: { answer: '@' },
    });
    new Check(this, 'assigned', [
      {
        condition: `\${try(length(${looked.fqn}.output.answer.value) > 0, false)}`,
        errorMessage: `${what} ${existing} is assigned to nobody: no desktop gets it. Assign it in Intune, to a group that intune.enrolment.joins names.`,
      },
    ]);
  }
}
