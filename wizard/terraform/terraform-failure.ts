import { Failure } from '../terminal/failure.js';
import type { TerraformProgram } from './find.js';
import { explain } from './provider-errors.js';
import type { Diagnostic } from './events.js';

/** How terraform ended, beside what it said. */
export interface TerraformEnd {
  /** The signal that ended it from outside. */
  readonly signal?: NodeJS.Signals;
  /** Addresses of what it was making when it ended out of order. */
  readonly making?: readonly string[];
}

/** Who sends a signal, as far as it can be told. */
const killers: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'memory ran out, a container ended, or a person did it',
  SIGTERM: 'a job or a container ended, or a person did it',
  SIGPIPE: 'nobody read any more what it said',
  SIGSEGV: 'it crashed',
  SIGABRT: 'it crashed',
};

/** Terraform failed: what it said, and what the facts know about that. */
export class TerraformFailure extends Failure {
  override readonly name = 'TerraformFailure';

  constructor(
    program: Pick<TerraformProgram, 'product'>,
    readonly command: string,
    readonly terraformExitCode: number,
    readonly diagnostics: readonly Diagnostic[],
    readonly end: TerraformEnd = {},
  ) {
    const waiting = diagnostics.length > 0 && diagnostics.every((each) => explain(each)?.waiting === true);
    const { signal } = end;
    super(
      signal !== undefined
        ? `${program.product} ${command} was killed by ${signal}${killers[signal] === undefined ? '' : ` (${killers[signal]})`}.`
        : waiting
          ? `Not everything is there yet: ${program.product} ${command} has to be run again.`
          : `${program.product} ${command} failed${diagnostics.length > 1 ? ` with ${diagnostics.length} errors` : ''}.`,
      [...diagnostics.flatMap((diagnostic) => linesOf(diagnostic)), ...unfinishedLines(end)],
    );
  }

  /** True when all that failed is something that only needs time. */
  get waiting(): boolean {
    return this.diagnostics.length > 0 && this.diagnostics.every((each) => explain(each)?.waiting === true);
  }
}

function unfinishedLines({ making }: TerraformEnd): string[] {
  if (making === undefined) return [];
  return [
    '',
    ...(making.length === 0
      ? ['What it made last may exist without the state knowing of it.']
      : [
          'It was making the following, which may exist without the state knowing of it:',
          ...making.map((each) => `  ${each}`),
        ]),
    'Next: entra-workspaces adopt, which finds it, so that the next apply takes it over instead of making another one.',
  ];
}

/** A crash says a thousand lines; the first ones name it. */
const mostLines = 60;

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more lines`];
}

function linesOf(diagnostic: Diagnostic): string[] {
  const explanation = explain(diagnostic);
  const said = [diagnostic.summary, diagnostic.detail].filter((text) => text.trim() !== '').join('\n');
  const where = diagnostic.address === undefined ? [] : [`at ${diagnostic.address}`];
  const own = [...(explanation?.instead === true ? [] : shortened(said.split('\n'))), ...where];
  return [
    // Nothing of terraform's own stands between the title and the cause: then they belong together.
    ...(own.length > 0 ? ['', ...own] : []),
    ...(explanation
      ? [`${explanation.waiting ? 'Waiting' : 'Cause'}: ${explanation.cause}`, `Fix: ${explanation.fix}`]
      : []),
  ];
}
