/**
 * Files of elsewhere that a pipeline of GitLab includes: whoever may change them writes jobs of main. Those of its own repository
 * are looked through as well. Sources: https://docs.gitlab.com/ci/yaml/#include (`remote` with `integrity`, `project` with `ref`,
 * `component` with a version, `local` from the top, with wildcards), https://docs.gitlab.com/ci/yaml/#triggerinclude (a child
 * pipeline runs for the same commit).
 */
import { endsOf } from '../../../domain/wildcards.js';
import type { OthersIn } from './others-code.js';
import { flattened, type Part, type YamlFile } from './yaml-parts.js';

/** A commit, or the one that the pipeline itself is of. */
const commit = /\b[0-9a-f]{40}\b|\$\{?CI_COMMIT_SHA\b/;

/** Takes what stands anywhere else, of another file too: https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags */
const reference = '!reference';

/** Each include of elsewhere that is not bound to its content, and the files of its own. */
export function includesOfOthers({ documents }: YamlFile): OthersIn {
  const includes = documents
    .flatMap((top) => [
      ...top.named('include'),
      // Inputs of a pipeline, with what is put in where nothing is given: a header of its own.
      ...top.named('spec').flatMap(({ value }) => value.named('include')),
      ...top.merged.flatMap(({ value: job }) =>
        job.named('trigger').flatMap(({ value: trigger }) => trigger.named('include')),
      ),
    ])
    .flatMap(({ value }) => flattened(value, reference));
  const jobs = documents.flatMap((top) => top.merged.map(({ value }) => value));
  const referred = [...jobs, ...jobs.flatMap((job) => job.named('trigger').map(({ value }) => value))];
  return {
    lines: includes.flatMap(unbound).map((line) => ({
      line,
      got: 'includes a file of elsewhere that is not bound to its content: whoever may change that writes jobs of main, which both clouds let in',
    })),
    takenIn: [
      ...includes.flatMap(ownFile),
      ...referred.filter(({ tag }) => tag === reference).map(({ line }) => ({ line })),
    ],
  };
}

const isAddress = (text: string): boolean => /^\s*https?:\/\//i.test(text);

/** Where an include says what of elsewhere it takes; nothing of what is bound, and of what is its own. */
function unbound(include: Part): number[] {
  if (include.text !== undefined) return isAddress(include.text) && !isBound(include.text) ? [include.line] : [];
  const said = (name: string): string[] => include.named(name).map(({ value }) => value.text ?? '');
  // Of a key that stands there twice nobody knows which counts.
  const bindsAll = (values: readonly string[]): boolean => values.length > 0 && values.every(isBound);
  const [remote, project, component] = ['remote', 'project', 'component'].map(
    (name) => include.named(name)[0]?.key.line,
  );
  if (remote !== undefined) return said('integrity').length > 0 || bindsAll(said('remote')) ? [] : [remote];
  if (project !== undefined) return bindsAll(said('ref')) ? [] : [project];
  return component === undefined || bindsAll(said('component')) ? [] : [component];
}

/** What stands behind `#` or `?` of an address does not choose a file. */
const isBound = (text: string): boolean => commit.test(text.replace(/[?#].*$/s, ''));

/** A file of the repository, always from its top; no path where only GitLab knows its name. */
function ownFile(include: Part): OthersIn['takenIn'] {
  if (include.tag === reference) return [{ line: include.line }];
  const named = include.text === undefined ? include.named('local').map(({ value }) => value) : [include];
  return named.flatMap(({ text, line }) => {
    if (text === undefined || isAddress(text)) return [];
    return text.includes('$') ? [{ line }] : [{ line, ...inRepository(text.trim().replace(/^\/+/, '')) }];
  });
}

/**
 * `*` is anything within a folder, `**` anything at all, which no library of patterns has: `a/**.yml` is every file below `a`.
 * Source: `search_files_by_wildcard_path` of app/models/repository.rb in gitlab-org/gitlab.
 */
function inRepository(path: string): { readonly path: string } | { readonly fits: (path: string) => boolean } {
  if (!path.includes('*')) return { path };
  const parts = path.split(/(\*+)/).map((part) => (part.startsWith('**') ? '**' : part));
  return { fits: (each) => endsOf(parts, each, [0]).has(each.length) };
}
