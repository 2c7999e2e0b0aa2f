import type { Deployment } from './schema.js';

/** ARN of the topic of the owner's own that the alerts tell; undefined: the deployment makes its own, or tells nobody. */
export function ownTopicOf({ alerts }: Pick<Deployment, 'alerts'>): string | undefined {
  return alerts && 'snsTopicArn' in alerts ? alerts.snsTopicArn : undefined;
}
