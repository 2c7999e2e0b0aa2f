/** The lock of a state, and whether a run of this machine that was killed has left it. */

/** As terraform writes it: https://github.com/hashicorp/terraform/blob/main/internal/states/statemgr/locker.go. */
export interface StateLock {
  readonly ID?: string;
  readonly Created?: string;
  /** `user@machine`. */
  readonly Who?: string;
}

/** Whether a run that began then, on this machine, left the lock: an older one, or one of another machine, is somebody else's. */
export function isLeftByRun({ Created = '', Who }: StateLock, since: string, machine: string): boolean {
  if (!(Date.parse(Created) >= Date.parse(since) - 1000)) return false;
  return Who === undefined || Who.toLowerCase().endsWith(`@${machine.toLowerCase()}`);
}
