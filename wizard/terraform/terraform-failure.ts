import { Failure } from '../terminal/failure.js';
import type { TerraformProgram } from './find.js';
import { explain } from './provider-errors.js';
import type { Diagnostic } from './run.js';

/** Terraform failed: what it said, and what the facts know about that. */
export class TerraformFailure extends Failure {
  override readonly name = 'TerraformFailure';

  constructor(
    program: Pick<TerraformProgram, 'product'>,
    readonly command: string,
    readonly terraformExitCode: number,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const waiting = diagnostics.length > 0 && diagnostics.every((each) => explain(each)?.waiting === true);
    super(
      waiting
        ? `Not everything is there yet: ${program.product} ${command} has to be run again.`
        : `${program.product} ${command} failed${diagnostics.length > 1 ? ` with ${diagnostics.length} errors` : ''}.`,
      diagnostics.flatMap((diagnostic) => linesOf(diagnostic)),
    );
  }

  /** True when all that failed is something that only needs time. */
  get waiting(): boolean {
    return this.diagnostics.length > 0 && this.diagnostics.every((each) => explain(each)?.waiting === true);
  }
}

function linesOf(diagnostic: Diagnostic): string[] {
  const explanation = explain(diagnostic);
  const said = [diagnostic.summary, diagnostic.detail].filter((text) => text.trim() !== '').join('\n');
  const where = diagnostic.address === undefined ? [] : [`at ${diagnostic.address}`];
  return [
    '',
    ...(explanation?.instead === true ? [] : said.split('\n')),
    ...where,
    ...(explanation
      ? [`${explanation.waiting ? 'Waiting' : 'Cause'}: ${explanation.cause}`, `Fix: ${explanation.fix}`]
      : []),
  ];
}
