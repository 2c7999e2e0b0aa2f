/** What terraform says, line by line: JSON for machines, boxes for people. */
import { present } from '../../domain/present.js';

/** An error or a warning of terraform. Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** Something that terraform says while it works. */
export interface TerraformEvent {
  /** Its own type: `apply_start`, `refresh_complete`, `diagnostic`, `change_summary`, … or `text` for plain lines. */
  readonly type: string;
  readonly message: string;
  readonly address?: string;
  readonly action?: string;
  readonly elapsedSeconds?: number;
  readonly diagnostic?: Diagnostic;
}

export interface JsonLine {
  readonly '@message'?: string;
  readonly type?: string;
  readonly diagnostic?: {
    severity?: string;
    summary?: string;
    detail?: string;
    address?: string;
    snippet?: { context?: string };
  };
  readonly hook?: { resource?: { addr?: string }; action?: string; elapsed_seconds?: number };
  readonly change?: { resource?: { addr?: string }; action?: string };
  /** The whole state, of a terraform that can write it nowhere. Secret. */
  readonly state?: unknown;
}

/** A line for machines; nothing for one that only is JSON as well: `null`, a number, what a program prints among them. */
export function parsed(line: string): JsonLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A line of terraform's JSON that is no whole one: it was killed, or the disk is full. It may be the beginning of a state that
 * terraform said because it could write it nowhere, with secrets in it: nobody sees it.
 */
function isCut(line: string): boolean {
  return /^\s*\{\s*"@/.test(line) && parsed(line) === undefined;
}

/** What terraform said line by line; the last line may be cut. */
export function* eventsOf(text: string): Generator<TerraformEvent> {
  for (const line of text.split('\n')) if (line.trim() !== '') yield eventOf(line);
}

/** Lines for people among lines for machines. */
export function textIn(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => parsed(line) === undefined && !isCut(line))
    .join('\n');
}

export function eventOf(line: string): TerraformEvent {
  const json = parsed(line);
  if (json === undefined) return { type: 'text', message: isCut(line) ? '' : line };
  const address = json.hook?.resource?.addr ?? json.change?.resource?.addr ?? json.diagnostic?.address;
  const action = json.hook?.action ?? json.change?.action;
  const { diagnostic } = json;
  // An error of an expression has no address, only the block in which it stands.
  const place = diagnostic?.address ?? diagnostic?.snippet?.context;
  return {
    type: json.type ?? 'text',
    message: json['@message'] ?? '',
    ...present({ address, action }),
    ...present({ elapsedSeconds: json.hook?.elapsed_seconds }),
    ...(diagnostic === undefined
      ? {}
      : {
          diagnostic: {
            severity: diagnostic.severity === 'warning' ? ('warning' as const) : ('error' as const),
            summary: diagnostic.summary ?? '',
            detail: diagnostic.detail ?? '',
            ...present({ address: place }),
          },
        }),
  };
}

/** Errors in terraform's text for people: framed boxes that begin with `Error:`. */
export function diagnosticsOfText(text: string): Diagnostic[] {
  const lines = text.split('\n').map((line) => line.replace(/^[│╷╵]\s?/, '').trimEnd());
  const diagnostics: { severity: 'error'; summary: string; detail: string }[] = [];
  let current: { severity: 'error'; summary: string; detail: string } | undefined;
  for (const line of lines) {
    const start = /^Error: (.*)/.exec(line);
    if (start) {
      current = { severity: 'error', summary: start[1] ?? '', detail: '' };
      diagnostics.push(current);
    } else if (/^Warning: /.test(line)) current = undefined;
    else if (current) current.detail = `${current.detail}\n${line}`;
  }
  for (const each of diagnostics) each.detail = each.detail.trim();
  const rest = text.trim();
  return diagnostics.length > 0 || rest === '' ? diagnostics : [{ severity: 'error', summary: rest, detail: '' }];
}
