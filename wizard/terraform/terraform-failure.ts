import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import { Failure } from '../terminal/failure.js';
import type { TerraformProgram } from './find.js';
import { inCommandsOf, type Product } from './product.js';
import type { ProviderError } from './provider-error.js';
import { explain } from './provider-errors.js';
import type { Diagnostic } from './events.js';

/** How terraform ended, beside what it said. */
export interface TerraformEnd {
  /** The signal that ended it from outside. */
  readonly signal?: NodeJS.Signals;
  /** Addresses of what it was making when it ended out of order. */
  readonly making?: readonly string[];
  /** Addresses of the stack, so that a fix names the right one. */
  readonly addresses?: readonly string[];
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
      [
        ...alike(diagnostics, end.addresses).flatMap((group) => linesOf(group, program.product)),
        ...unfinishedLines(end),
      ],
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

/** The fix, with the address of what is to be made anew where the stack has it. */
function fixOf({ fix, claimOf }: ProviderError, { address = '' }: Diagnostic, addresses: readonly string[]): string {
  const [, begin] = claimOf?.exec(address) ?? [];
  const claims = addresses.filter((each) => begin !== undefined && claimBelow(begin).test(each));
  return claims.length === 1 ? fix.replace(/ADDRESS( \([^)]*\))?/, claims.join('')) : fix;
}

const claimBelow = (begin: string): RegExp => new RegExp(`^aws_lambda_invocation\\.${begin}_(bundle_)?claim_`);

/** A crash says a thousand lines; the first ones name it. */
const mostLines = 60;

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), `… and ${counted(lines.length - mostLines, 'more line')}`];
}

/** Errors with one cause and one fix, which are said once. */
interface Alike {
  readonly diagnostics: readonly Diagnostic[];
  readonly explanation?: Pick<ProviderError, 'cause' | 'waiting' | 'instead'>;
  readonly fix?: string;
}

function alike(diagnostics: readonly Diagnostic[], addresses: readonly string[] = []): readonly Alike[] {
  const groups = new Map<string, Alike>();
  diagnostics.forEach((diagnostic, at) => {
    const explanation = explain(diagnostic);
    const fix = explanation && fixOf(explanation, diagnostic, addresses);
    const key = explanation ? `${explanation.id} ${fix}` : `unexplained ${at}`;
    const before = groups.get(key)?.diagnostics ?? [];
    groups.set(key, { diagnostics: [...before, diagnostic], ...present({ explanation, fix }) });
  });
  return [...groups.values()];
}

/** Of errors that are alike: so many in terraform's own words. */
const mostAlike = 3;

function linesOf({ diagnostics, explanation, fix }: Alike, product: Product): string[] {
  const own = diagnostics.slice(0, mostAlike).flatMap(({ summary, detail, address }) => {
    const said = [summary, detail].filter((text) => text.trim() !== '').join('\n');
    const where = address === undefined ? [] : [`at ${address}`];
    return [...(explanation?.instead === true ? [] : shortened(said.split('\n'))), ...where];
  });
  const more = diagnostics.length - mostAlike;
  return [
    // Nothing of terraform's own stands between the title and the cause: then they belong together.
    ...(own.length > 0 ? ['', ...own] : []),
    ...(more > 0 ? [`and ${more} more of this kind`] : []),
    ...(explanation
      ? [`${explanation.waiting ? 'Waiting' : 'Cause'}: ${explanation.cause}`, `Fix: ${fix ?? ''}`].map((line) =>
          inCommandsOf(product, line),
        )
      : []),
  ];
}
