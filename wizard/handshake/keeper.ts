/** What a person gave stays in the cloud between two walks, as tags of the secret for the token. */
import { CloudError } from '../clouds/cloud-error.js';
import { regionOf, type HandshakeContext } from './context.js';
import { dropGathered, keepGathered, type Gathered } from './gathered.js';
import type { Status } from './status.js';

/** Remembers what was gathered in the cloud. Where that may not be done it is asked again next time, and nothing else. */
export class Keeper {
  private warned = false;
  private readonly tags: Record<string, string>;
  constructor(
    private readonly context: HandshakeContext,
    private readonly status: Status,
  ) {
    this.tags = { ...status.secret.tags };
  }

  async keep(gathered: Gathered): Promise<void> {
    const { clouds, terminal } = this.context;
    try {
      const kept = await keepGathered(clouds.aws, regionOf(this.context), this.status.secret.arn, gathered);
      Object.assign(this.tags, kept);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (!this.warned) {
        terminal.warn(
          `What you gave is not remembered when you stop here: ${error.details.permission ?? error.message} is missing.`,
        );
      }
      this.warned = true;
    }
  }

  async drop(): Promise<void> {
    const { clouds, terminal } = this.context;
    try {
      await dropGathered(clouds.aws, regionOf(this.context), this.status.secret.arn, this.tags);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      terminal.warn(
        `Some tags of the secret could not be removed (${error.details.permission ?? error.message}); the next apply does it.`,
      );
    }
  }
}
