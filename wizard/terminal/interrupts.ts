/**
 * Ctrl-C and a polite kill. Whoever has something to finish or to clean up listens; the last listener is asked first,
 * so that a running terraform ends before the folder under it is removed. When nobody listens the program ends at once.
 */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

type Listener = (signal: StopSignal) => void;

export class Interrupts {
  private readonly listeners: Listener[] = [];
  private received: StopSignal | undefined;

  /** What a command keeps when it is stopped and how to go on: at a question, or in the middle of a call to a cloud. */
  kept: readonly string[] = [];

  /** The first signal that came, if one came. */
  get stopped(): StopSignal | undefined {
    return this.received;
  }

  /** Listens until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.push(listener);
    return () => {
      const at = this.listeners.lastIndexOf(listener);
      if (at >= 0) this.listeners.splice(at, 1);
    };
  }

  /** Hands a signal to the last listener. False: nobody listens. */
  deliver(signal: StopSignal): boolean {
    this.received ??= signal;
    const listener = this.listeners.at(-1);
    listener?.(signal);
    return listener !== undefined;
  }

  /** Takes the process's signals. `end` is called when nobody listens. Returns how to stop taking them. */
  attach(process: NodeJS.Process, end: (signal: StopSignal) => void): () => void {
    const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
    const take = (signal: StopSignal): void => {
      if (!this.deliver(signal)) end(signal);
    };
    for (const signal of signals) process.on(signal, take);
    return () => {
      for (const signal of signals) process.removeListener(signal, take);
    };
  }
}
