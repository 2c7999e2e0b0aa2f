/** From the twin to the process of a function. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON. */
  readonly event: string;
  /** The twin's time, in milliseconds since 1970. */
  readonly now: number;
  /** Of the function, in seconds. */
  readonly timeout: number;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memory: number;
}

/** From the process of a function to the twin. */
export interface AnswerMessage {
  readonly requestId: string;
  readonly outcome: 'answered' | 'failed' | 'timed out';
  /** JSON. */
  readonly payload: string;
}

/** Text of the program that a function's process runs. */
export function runtimeProgram(speed: number): string {
  // Some compilers wrap named functions into a call of `__name`, which does not exist over there.
  return `const __name = (value) => value;\n(${runtime.toString()})(${speed});\n`;
}

/**
 * Runs in a process of its own, as text: nothing from outside may be used in it.
 *
 * Time in here is the twin's. While the process only waits for timers, time runs `speed` times faster: a pause of five
 * minutes takes a second. While it computes or a request is under way, time runs as on the wall, so that a timeout of a
 * connection or a busy machine does not end anything early. Each invocation starts at the twin's time.
 */
function runtime(speed: number): void {
  const real = { setTimeout, clearTimeout, now: performance.now.bind(performance), Date };
  const builtin = process.getBuiltinModule.bind(process);

  // The clock: what passed on the wall, plus what was skipped while waiting.
  let base = real.Date.now();
  let anchor = real.now();
  const now = (): number => base + (real.now() - anchor);
  const jumpTo = (time: number): void => {
    base = time;
    anchor = real.now();
  };

  // Timers: one list in the twin's time, one timer of the process for the next that is due.
  interface Timer {
    due: number;
    every: number | undefined;
    run: () => void;
  }
  const timers = new Set<Timer>();
  type Utilization = ReturnType<typeof performance.eventLoopUtilization>;
  let underWay = 0;
  let armed: NodeJS.Timeout | undefined;
  const arm = (): void => {
    if (armed) real.clearTimeout(armed);
    armed = undefined;
    if (timers.size === 0) return;
    const due = Math.min(...[...timers].map((timer) => timer.due));
    const wait = Math.max(0, due - now());
    const since = performance.eventLoopUtilization();
    armed = real.setTimeout(() => fire(due, since), underWay > 0 ? wait : wait / speed);
  };
  const fire = (due: number, since: Utilization): void => {
    // Only what was spent waiting is skipped: what a busy machine made of computing is no pause of the function.
    const idle = performance.eventLoopUtilization(since).idle;
    if (underWay === 0 && now() < due) jumpTo(Math.min(due, now() + Math.ceil(idle) * speed));
    for (const timer of [...timers].filter((each) => each.due <= now()).sort((a, b) => a.due - b.due)) {
      if (!timers.has(timer)) continue;
      if (timer.every === undefined) timers.delete(timer);
      else timer.due = now() + timer.every;
      timer.run();
    }
    arm();
  };
  const start = (run: () => void, milliseconds: unknown, repeated: boolean): object => {
    const wait = Math.max(1, Number(milliseconds) || 1);
    const timer: Timer = { due: now() + wait, every: repeated ? wait : undefined, run };
    timers.add(timer);
    arm();
    const handle = {
      timer,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timer.due = now() + wait;
        timers.add(timer);
        arm();
        return handle;
      },
      close: () => stop(handle),
      [Symbol.dispose]: () => stop(handle),
    };
    return handle;
  };
  const stop = (handle: unknown): void => {
    if (typeof handle === 'object' && handle !== null && 'timer' in handle) timers.delete(handle.timer as Timer);
    arm();
  };
  const requestStarts = (): (() => void) => {
    let open = true;
    underWay += 1;
    arm();
    return () => {
      if (!open) return;
      open = false;
      underWay -= 1;
      arm();
    };
  };

  // Put in the place of what the process had.
  type Action = (...given: unknown[]) => void;
  const patched = {
    setTimeout: (run: Action, wait?: unknown, ...given: unknown[]) => start(() => run(...given), wait, false),
    setInterval: (run: Action, wait?: unknown, ...given: unknown[]) => start(() => run(...given), wait, true),
    clearTimeout: stop,
    clearInterval: stop,
  };
  const pause = (wait?: number, value?: unknown, options?: { signal?: AbortSignal }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const handle = start(() => resolve(value), wait, false);
      options?.signal?.addEventListener('abort', () => {
        stop(handle);
        reject(options.signal?.reason as Error);
      });
    });
  Object.assign(globalThis, patched);
  Object.assign(builtin('node:timers'), patched);
  Object.assign(builtin('node:timers/promises'), { setTimeout: pause });
  Object.assign(AbortSignal, {
    timeout: (milliseconds: number) => {
      const controller = new AbortController();
      start(
        () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
        milliseconds,
        false,
      );
      return controller.signal;
    },
  });
  performance.now = () => now() - real.Date.now() + real.now();
  globalThis.Date = new Proxy(real.Date, {
    construct: (target, given: [], newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget) as object,
    apply: () => new real.Date(now()).toString(),
    get: (target, name) => (name === 'now' ? () => Math.floor(now()) : (Reflect.get(target, name) as unknown)),
  });
  builtin('node:diagnostics_channel').subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: NodeJS.EventEmitter };
    request.once('close', requestStarts());
  });
  const plainFetch = globalThis.fetch;
  globalThis.fetch = async (...given) => {
    const ends = requestStarts();
    try {
      return await plainFetch(...given);
    } finally {
      ends();
    }
  };
  builtin('node:module').syncBuiltinESMExports();

  // The runtime of Lambda.
  const told = (outcome: string, requestId: string, payload: unknown): void => {
    process.send?.({ requestId, outcome, payload: JSON.stringify(payload === undefined ? null : payload) });
  };
  const worded = (error: unknown): object => {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
  };
  type Handler = (event: unknown, context: object) => unknown;
  let handler: Promise<Handler> | undefined;
  const load = async (): Promise<Handler> => {
    const [file = '', name = ''] = (process.env['_HANDLER'] ?? '').split('.');
    const fs = builtin('node:fs');
    const root = process.env['LAMBDA_TASK_ROOT'] ?? '';
    const found = ['mjs', 'js', 'cjs'].map((end) => `${root}/${file}.${end}`).find((each) => fs.existsSync(each));
    if (!found) throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
    const loaded = (await import(builtin('node:url').pathToFileURL(found).href)) as Record<string, unknown>;
    const made = loaded[name] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[name];
    if (typeof made === 'function') return made as Handler;
    throw Object.assign(new Error(`${file}.${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  };
  const invoke = async (message: InvokeMessage): Promise<void> => {
    jumpTo(message.now);
    const deadline = message.now + message.timeout * 1000;
    let limit: object | undefined;
    const context = {
      awsRequestId: message.requestId,
      functionName: message.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: message.functionArn,
      memoryLimitInMB: String(message.memory),
      logGroupName: `/aws/lambda/${message.functionName}`,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - now())),
    };
    try {
      // Loading happens before the time of the function runs: Lambda gives it ten seconds of its own. No timer counts it,
      // or a busy machine, on which a second of loading is minutes in here, would end functions that never ran.
      handler ??= load();
      const run = await handler;
      jumpTo(message.now);
      limit = start(() => told('timed out', message.requestId, null), message.timeout * 1000, false);
      told('answered', message.requestId, await run(JSON.parse(message.event), context));
    } catch (error) {
      told('failed', message.requestId, worded(error));
    } finally {
      stop(limit);
    }
  };
  process.on('message', (message: InvokeMessage) => void invoke(message));
  process.on('disconnect', () => process.exit(0));
}
