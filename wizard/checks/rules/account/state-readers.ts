import { bootstrapTag } from '../../../../domain/names.js';
import { partitionOf } from '../../../../domain/partitions.js';
import { stateKeyOf } from '../../../../deployment/state-key.js';
import { pipelineOf } from '../../../../deployment/pipeline-of.js';
import { bucketPolicy, letIn, missingIn } from '../../../permissions/bucket-policy.js';
import { stateAccessOf } from '../../../permissions/azure-state-access.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** Whoever reads the state holds the registration secret and the SCIM token in it. */
export const stateReaders = deploymentRule({
  id: 'state-readers',
  failureModes: [],
  title: 'Others may read or write the state',
  good: 'Nobody but its pipeline and whoever asks is let in to the place of the state',
  why: 'The state holds the secret of the registration app and the SCIM token: whoever reads it becomes both, and whoever writes it decides what the next apply does.',
  fix: 'Whoever applies on a laptop is meant to be there; take everybody else away. `entra-workspaces bootstrap` (without a pipeline `--laptop`) closes the place again and leaves what its owner gave, which the command below a finding shows.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['doctor'],
  foundation: true,
  // A job has no business with who else is let in, and gets no right to ask.
  byPeople: true,
  holdsFor: ({ deployment }) => !('local' in deployment.state),
  needs: ['stateBucket', 'stateAccount'],
  evaluate: ({ stateBucket, stateAccount }, { deployment }): Finding[] => {
    const found: Omit<Finding, 'command'>[] = [];
    const bucketName = stateBucket?.bucket;
    const command =
      bucketName === undefined
        ? `az role assignment list --include-inherited --scope ${stateAccessOf(deployment, 'apply')?.scope ?? ''}`
        : `aws s3api get-bucket-policy --bucket ${bucketName}`;
    if (stateBucket !== undefined) {
      const { bucket: thing, policy, open, tags } = stateBucket;
      const { identityCenter, pipeline } = deployment;
      const { mainPlan, apply, ...more } = pipelineOf(pipeline)?.aws ?? {};
      const stateKey = stateKeyOf(deployment) ?? '';
      const written = (...arns: readonly (string | undefined)[]): ReturnType<typeof bucketPolicy> => {
        const roles = arns.filter((arn) => arn !== undefined);
        return bucketPolicy(thing, { stateKey, partition: partitionOf(identityCenter.region), roles });
      };
      const [wanted, withMore] = [written(mainPlan, apply), written(mainPlan, apply, ...Object.values(more))];
      const others = letIn(wanted, policy);
      if (others.length > 0) found.push({ thing, got: `its policy lets others in: ${others.join('; ')}` });
      if (open.length > 0) found.push({ thing, got: `public access is not blocked: ${open.join(', ')}` });
      // Of a bucket that bootstrap did not make nothing is known of what its owner wants in its place.
      const missing =
        tags[bootstrapTag] === undefined
          ? []
          : missingIn(wanted, policy).filter((each) => missingIn(withMore, policy).includes(each));
      if (missing.length > 0)
        found.push({ thing, got: `of its policy as bootstrap wrote it is missing or changed: ${missing.join(', ')}` });
    }
    if (stateAccount !== undefined) {
      const { account: thing, takesKeys, isPublic, readers } = stateAccount;
      const jobs = (['mainPlan', 'apply', 'pullRequestPlan'] as const).flatMap(
        (job) => stateAccessOf(deployment, job)?.definition.Name ?? [],
      );
      const others = readers.filter(({ isCaller, roleName }) => !isCaller && !jobs.includes(roleName));
      const words = others.map(
        ({ principalType, principalId, rights, roleName, where }) =>
          `${principalType} ${principalId} ${rights.map((each) => `${each}s`).join(' and ')} (${roleName} on ${where})`,
      );
      if (words.length > 0) found.push({ thing, got: words.join('; ') });
      if (takesKeys) found.push({ thing, got: 'its keys open it, and whoever may list them is asked for no role' });
      if (isPublic) found.push({ thing, got: 'containers of it may be made public' });
    }
    return found.map((each) => ({ ...each, command }));
  },
});
