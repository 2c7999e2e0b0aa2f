/** JSON as people write it: what fits on a line stays on one, and a change leaves everything else as its owner wrote it. */
import { diffArrays } from 'diff';
import { readJson, type JsonPlace } from '../../deployment/json-text.js';
import { problemLines } from '../../deployment/problem.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { Failure } from '../terminal/failure.js';

/** Columns that a line may take before it is broken up. */
const columns = 100;

/** The text of a file that is made new. */
export function jsonText(value: unknown): string {
  return `${format(value, '', '  ')}\n`;
}

/**
 * A deployment file as it is written, to be edited and written back. It was loaded before, with its problems told.
 * @throws Failure for what is no JSON, and for a key that stands twice: one of the two would be lost with the edit
 */
export function readWritten(text: string): DeploymentInput {
  const { value, problems } = readJson(text);
  if (problems.length > 0) throw new Failure('The deployment file cannot be edited:', problemLines(problems));
  return value as DeploymentInput;
}

/** A piece of a text that is replaced. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What writing needs to know of the text. */
interface Manner {
  readonly text: string;
  readonly lineEnd: string;
  /** One step of indentation. */
  readonly step: string;
}

/**
 * The text of a file that is changed: what differs is written anew, every other character stays. Users are told apart by
 * name, sites by key, so that one more or less moves no other. `before` must be JSON.
 */
export function jsonTextLike(before: string, value: unknown): string {
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = before.slice(mark.length);
  const { value: old, place } = readJson(text);
  if (place === undefined) return jsonText(value);
  const manner: Manner = { text, lineEnd: /\r\n/.test(text) ? '\r\n' : '\n', step: stepOf(text) };
  let after = text;
  for (const { start, end, text: piece } of changes(manner, place, old, value).sort((a, b) => b.start - a.start)) {
    after = after.slice(0, start) + piece + after.slice(end);
  }
  return mark + after;
}

function stepOf(text: string): string {
  return /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}

function changes(manner: Manner, place: JsonPlace, old: unknown, now: unknown): Splice[] {
  if (same(old, now)) return [];
  if (Array.isArray(old) && Array.isArray(now)) return listChanges(manner, place, old, now);
  if (isObject(old) && isObject(now)) return objectChanges(manner, place, old, now);
  return [{ start: place.start, end: place.end, text: written(manner, place.start, now) }];
}

/** A member of the object itself: a file may have a key `__proto__`, and what every object has is none of it. */
function own(object: Record<string, unknown>, key: string | number): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function objectChanges(
  manner: Manner,
  place: JsonPlace,
  old: Record<string, unknown>,
  now: Record<string, unknown>,
): Splice[] {
  const kept = Object.keys(old).filter((key) => own(now, key) !== undefined);
  const added = Object.keys(now).filter((key) => own(now, key) !== undefined && !Object.hasOwn(old, key));
  if (kept.length === 0) return [{ start: place.start, end: place.end, text: written(manner, place.start, now) }];
  const inner = kept.flatMap((key) => {
    const child = place.children.get(key);
    return child === undefined ? [] : changes(manner, child, own(old, key), own(now, key));
  });
  const members = [...place.children.entries()].map(([key, child]) => ({
    start: child.keyStart ?? child.start,
    end: child.end,
    gone: own(now, key) === undefined,
  }));
  const pieces = added.map(
    (key) => (indent: string) => `${JSON.stringify(key)}: ${inManner(manner, own(now, key), indent)}`,
  );
  return [...inner, ...removals(members), ...additions(manner, place, members, pieces)];
}

function listChanges(manner: Manner, place: JsonPlace, old: readonly unknown[], now: readonly unknown[]): Splice[] {
  const places = [...place.children.values()];
  const rewritten = [{ start: place.start, end: place.end, text: written(manner, place.start, now) }];
  const parts = diffArrays([...old], [...now], { comparator: isSameThing });
  // A line that holds many things is broken up before it grows: after that one of them is one line.
  if (now.length > old.length && now.some(isObject) && isCrowded(manner, place, now)) return rewritten;
  const splices: Splice[] = [];
  const members = places.map(({ start, end }) => ({ start, end, gone: false }));
  const pieces: ((indent: string) => string)[] = [];
  let from = 0;
  let to = 0;
  for (const part of parts) {
    const { length } = part.value;
    if (part.removed) {
      members.slice(from, from + length).forEach((member) => (member.gone = true));
      from += length;
    } else if (part.added) {
      // In the middle it would have to be woven in; that is no edit of a user, and is written anew.
      if (from < old.length) return rewritten;
      pieces.push(...part.value.map((each) => (indent: string) => inManner(manner, each, indent)));
      to += length;
    } else {
      for (let at = 0; at < length; at += 1) {
        const child = places[from + at];
        if (child !== undefined) splices.push(...changes(manner, child, old[from + at], now[to + at]));
      }
      from += length;
      to += length;
    }
  }
  if (members.every(({ gone }) => gone)) return rewritten;
  return [...splices, ...removals(members), ...additions(manner, place, members, pieces)];
}

/** A list on one line that would be longer than a line may be. */
function isCrowded({ text }: Manner, place: JsonPlace, now: readonly unknown[]): boolean {
  if (text.slice(place.start, place.end).includes('\n')) return false;
  const before = place.start - (text.lastIndexOf('\n', place.start - 1) + 1);
  return before + oneLine(now).length > columns;
}

interface Member {
  readonly start: number;
  readonly end: number;
  gone: boolean;
}

/** Each goes with the comma and the space to its neighbour: to the one before, or, at the beginning, to the one after. */
function removals(members: readonly Member[]): Splice[] {
  const first = members.findIndex(({ gone }) => !gone);
  return members.flatMap((member, at): Splice[] => {
    if (!member.gone) return [];
    const before = members[at - 1];
    const after = members[at + 1];
    if (at < first && after) return [{ start: member.start, end: after.start, text: '' }];
    return before ? [{ start: before.end, end: member.end, text: '' }] : [];
  });
}

/** New ones come at the end, separated from it as the others are from each other. */
function additions(
  { text, lineEnd }: Manner,
  place: JsonPlace,
  members: readonly Member[],
  pieces: readonly ((indent: string) => string)[],
): Splice[] {
  const last = members.findLast(({ gone }) => !gone);
  if (pieces.length === 0 || last === undefined) return [];
  const onLines = text.slice(place.start, last.start).includes('\n');
  const indent = onLines ? indentAt(text, last.start) : '';
  const between = onLines ? `,${lineEnd}${indent}` : ', ';
  const at = members.at(-1)?.end ?? last.end;
  return [{ start: at, end: at, text: pieces.map((piece) => between + piece(indent)).join('') }];
}

/** A value as it is written at a place. */
function written(manner: Manner, start: number, value: unknown): string {
  return inManner(manner, value, indentAt(manner.text, start));
}

function inManner({ step, lineEnd }: Manner, value: unknown, indent: string): string {
  return format(value, indent, step).replaceAll('\n', lineEnd);
}

/** The white space with which the line of a position begins. */
function indentAt(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Whether two elements of a list are the same thing, changed or not. */
function isSameThing(one: unknown, other: unknown): boolean {
  const name = nameOf(one);
  return name === undefined ? same(one, other) : name === nameOf(other);
}

function nameOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const name = value['upn'] ?? value['key'];
  return typeof name === 'string' ? name : undefined;
}

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, at) => same(each, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  const others = Object.keys(other).filter((key) => other[key] !== undefined);
  return keys.length === others.length && keys.every((key) => same(one[key], other[key]));
}

function format(value: unknown, indent: string, step: string): string {
  const line = oneLine(value);
  const isSmall = !isObject(value) || Object.keys(value).length <= 4;
  if (isSmall && indent.length + line.length <= columns && !holdsObjects(value)) return line;
  const inner = `${indent}${step}`;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => inner + format(each, inner, step)).join(',\n')}\n${indent}]`;
  }
  if (!isObject(value)) return line;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{\n${entries.map(([key, each]) => `${inner}${JSON.stringify(key)}: ${format(each, inner, step)}`).join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`).join(', ')} }`;
}

/** A list of objects, and an object of objects with something in them, read better broken up. */
function holdsObjects(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isObject);
  return isObject(value) && Object.values(value).some((each) => isObject(each) && Object.keys(each).length > 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
