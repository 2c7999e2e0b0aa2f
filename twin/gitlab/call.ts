/** One call below a project, as its parts get it, and the answers that are made alike. */
import { json, type CloudResponse } from '../network.js';
import type { GitLabProject, Host } from './objects.js';

export interface Call {
  readonly host: Host;
  readonly project: GitLabProject;
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whoever asks is a maintainer. */
  readonly may: boolean;
}

/** By method and path: a slash at the end stands for a name. */
export type Routes = Readonly<Record<string, (call: Call) => CloudResponse>>;

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const paged = (all: readonly object[], query: URLSearchParams): CloudResponse => {
  const size = Number(query.get('per_page') ?? 20);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return json(200, all.slice(from, from + size));
};

export const gone: CloudResponse = { status: 204 };
