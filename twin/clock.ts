/** A day, as `Date` counts. */
export const dayMilliseconds = 86_400_000;

/**
 * The twin's time. It runs `speed` times faster than the machine's (300: one second is five minutes), so that a
 * directory that takes minutes and a desktop that takes a quarter of an hour are waited for in seconds, and it can be
 * moved forward by hand. What happens later is a task at a time; `settle` runs the tasks that are due, in order.
 */
export class Clock {
  private readonly started = Date.now();
  private advanced = 0;
  private stoodAt: number | undefined;
  private readonly tasks: { due: number; order: number; label: string; run: () => Promise<void> | void }[] = [];
  private order = 0;
  private settling: Promise<void> | undefined;

  constructor(
    readonly speed: number = 300,
    readonly epoch: Date = new Date(),
  ) {}

  now(): Date {
    return new Date(this.epoch.getTime() + ((this.stoodAt ?? Date.now()) - this.started) * this.speed + this.advanced);
  }

  /** From now on the time stands still: only `advance` moves it. */
  standStill(): void {
    this.stoodAt ??= Date.now();
  }

  /** Minutes from now. */
  in(minutes: number): Date {
    return new Date(this.now().getTime() + minutes * 60_000);
  }

  /** Has something happen at a time of the twin. */
  at(due: Date, label: string, run: () => Promise<void> | void): void {
    this.tasks.push({ due: due.getTime(), order: this.order++, label, run });
  }

  /** The same after some minutes. */
  after(minutes: number, label: string, run: () => Promise<void> | void): void {
    this.at(this.in(minutes), label, run);
  }

  /** Runs everything that is due. Every cloud calls it before it answers. */
  async settle(): Promise<void> {
    // A task may itself call a cloud, which settles again: the outer run goes on with what is due by then.
    if (this.settling) return;
    this.settling = this.runDue();
    try {
      await this.settling;
    } finally {
      this.settling = undefined;
    }
  }

  /** Moves the time forward by minutes and lets everything happen that falls due on the way. */
  async advance(minutes: number): Promise<void> {
    this.advanced += minutes * 60_000;
    await this.settle();
  }

  private async runDue(): Promise<void> {
    for (;;) {
      const now = this.now().getTime();
      const due = this.tasks.filter((task) => task.due <= now).sort((a, b) => a.due - b.due || a.order - b.order)[0];
      if (!due) return;
      this.tasks.splice(this.tasks.indexOf(due), 1);
      await due.run();
    }
  }
}
