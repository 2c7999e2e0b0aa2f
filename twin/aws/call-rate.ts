import { rule } from '../rules.js';
import type { Clock } from '../clock.js';
import type { ServiceName } from './api-model.js';
import { AwsError } from './errors.js';
import type { Settings } from './settings.js';

rule(
  'workspaces-api-rate',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html: 2 calls a second',
  'The API of WorkSpaces takes two calls a second and answers ThrottlingException beyond that.',
);

/** A bucket that fills with the twin's time: as many calls as it holds may come at once. What others take never gets into it. */
export class CallRate {
  private tokens = 0;
  private filled = 0;

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  check(service: ServiceName): void {
    const rate = this.settings.workspacesCallsPerSecond;
    if (service !== 'workspaces' || rate === undefined) return;
    const now = this.clock.now().getTime();
    const left = Math.max(0, rate - this.settings.workspacesCallsOfOthers);
    this.tokens = this.filled === 0 ? rate : Math.min(rate, this.tokens + ((now - this.filled) / 1000) * left);
    this.filled = now;
    if (this.tokens < 1) throw new AwsError('ThrottlingException', 'Rate exceeded');
    this.tokens -= 1;
  }
}
