import type { ProviderCall } from '../../../twin/providers/server.js';

/** Longer than terraform on a busy machine takes from one resource to the next. */
const quietMilliseconds = 3000;

/** Holds back the calls about one resource until nothing else has moved for a while: what is free to go first, goes. */
export class Last {
  private moved = Date.now();

  constructor(private readonly matches: ((call: ProviderCall) => boolean) | undefined) {}

  async turn(call: ProviderCall): Promise<void> {
    if (!this.matches || call.call !== 'ApplyResourceChange') return;
    if (!this.matches(call)) {
      this.moved = Date.now();
      return;
    }
    const since = Date.now();
    while (Date.now() - Math.max(this.moved, since) < quietMilliseconds) await new Promise((go) => setTimeout(go, 50));
  }
}
