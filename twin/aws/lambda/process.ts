import { fork, type ChildProcess } from 'node:child_process';
import type { AnswerMessage, InvokeMessage } from './runtime.js';

/** How an invocation ended. */
export interface Outcome {
  /** JSON. */
  readonly payload: string;
  readonly functionError: boolean;
}

/** Seconds of the wall after which a process that does not even tell its timeout is ended. */
const patience = 60;

/** One process of a function: takes one invocation at a time, stays warm for the next. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private waiting: { requestId: string; end: (outcome: Outcome) => void } | undefined;
  /** Cannot be used any more. */
  dead = false;

  /**
   * @param program file that `runtimeProgram` was written to
   * @param environment all that the function sees
   * @param log gets what the function writes
   */
  constructor(program: string, environment: NodeJS.ProcessEnv, log: (text: string) => void) {
    this.child = fork(program, { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
    this.child.stdout?.on('data', (data: Buffer) => log(data.toString('utf8')));
    this.child.stderr?.on('data', (data: Buffer) => log(data.toString('utf8')));
    this.child.on('message', (message: AnswerMessage) => this.answered(message));
    this.child.on('error', (error) => this.ended(`Error: Runtime failed to start: ${error.message}`));
    this.child.on('exit', (code, signal) => this.ended(exitSentence(code, signal)));
    // A warm process must not keep the twin's own process alive.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Runs one invocation; a process that is killed at its timeout is dead afterwards. */
  async invoke(message: InvokeMessage): Promise<Outcome> {
    if (this.waiting) throw new Error('twin: a function process takes one invocation at a time');
    const timer = setTimeout(() => this.timedOut(message), patience * 1000);
    try {
      return await new Promise<Outcome>((end) => {
        this.waiting = { requestId: message.requestId, end };
        if (this.dead) this.ended('Error: Runtime exited before the invocation');
        else this.child.send(message);
        this.timeout = message.timeout;
      });
    } finally {
      clearTimeout(timer);
    }
  }

  kill(): void {
    this.dead = true;
    this.child.kill('SIGKILL');
  }

  private timeout = 0;

  private answered(message: AnswerMessage): void {
    if (message.requestId !== this.waiting?.requestId) return;
    if (message.outcome === 'timed out') return this.timedOut({ requestId: message.requestId, timeout: this.timeout });
    this.finish({ payload: message.payload, functionError: message.outcome === 'failed' });
  }

  private timedOut({ requestId, timeout }: Pick<InvokeMessage, 'requestId' | 'timeout'>): void {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`;
    this.finish({ payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }), functionError: true });
    this.kill();
  }

  private ended(why: string): void {
    this.dead = true;
    const errorMessage = `RequestId: ${this.waiting?.requestId ?? ''} ${why}`;
    this.finish({ payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }), functionError: true });
  }

  private finish(outcome: Outcome): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.end(outcome);
  }
}

function exitSentence(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Error: Runtime exited with error: signal: ${signal}`;
  return code === 0
    ? 'Error: Runtime exited without providing a reason'
    : `Error: Runtime exited with error: exit status ${code}`;
}
