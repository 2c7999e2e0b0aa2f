/** A resource or a data source lies that deep: `resource`, its type, its name. Deeper are its arguments, the owner's own. */
const depthOfBlocks = 3;

/**
 * Takes the comments out in which cdktf keeps its own metadata (paths of constructs, traces of where they were made), and
 * groups that hold nothing, which Terraform takes for a missing label. A tag may be called `//` as well: what lies inside
 * of a block stays (AWS allows it in a tag's key: docs.aws.amazon.com/tag-editor, "Tag naming limits").
 *
 * One comment stays, at the top and shorter: cdktf-cli 0.21 reads it after a synthesis and ends in a TypeError without it.
 */
export function plainTerraform(synthesized: unknown): unknown {
  const { '//': comment } = synthesized as { readonly '//': { readonly metadata: Metadata } };
  const { backend, stackName, version } = comment.metadata;
  const json = withoutComments(synthesized, 0) as Record<string, unknown>;
  return Object.fromEntries([
    ['//', { metadata: { backend, stackName, version } }],
    ...Object.entries(json).filter(([, value]) => !isEmptyObject(value)),
  ]);
}

/** What cdktf says of a stack as a whole. */
interface Metadata {
  readonly backend: string;
  readonly stackName: string;
  readonly version: string;
}

function withoutComments(value: unknown, depth: number): unknown {
  if (depth > depthOfBlocks || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => withoutComments(each, depth + 1));
  const { '//': _, ...kept } = value as Record<string, unknown>;
  if (depth < depthOfBlocks) for (const key of Object.keys(kept)) kept[key] = withoutComments(kept[key], depth + 1);
  return kept;
}

function isEmptyObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}
