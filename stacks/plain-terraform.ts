/** A resource or a data source lies that deep: `resource`, its type, its name. Deeper are its arguments, the owner's own. */
const depthOfBlocks = 3;

/**
 * Takes the comments out in which cdktf keeps its own metadata (paths of constructs, traces of where they were made), and
 * groups that hold nothing, which Terraform takes for a missing label. A tag may be called `//` as well: what lies inside
 * of a block stays (AWS allows it in a tag's key: docs.aws.amazon.com/tag-editor, "Tag naming limits").
 */
export function plainTerraform(synthesized: unknown): unknown {
  const json = withoutComments(synthesized, 0) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(json).filter(([, value]) => !isEmptyObject(value)));
}

function withoutComments(value: unknown, depth: number): unknown {
  if (depth > depthOfBlocks || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => withoutComments(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, item]) => [key, withoutComments(item, depth + 1)]),
  );
}

function isEmptyObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}
