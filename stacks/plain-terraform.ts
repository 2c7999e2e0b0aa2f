/**
 * Takes the comments out in which cdktf keeps its own metadata (paths of constructs, traces of where they were made), and
 * groups that hold nothing, which Terraform takes for a missing label.
 */
export function plainTerraform(synthesized: unknown): unknown {
  const json = withoutComments(synthesized) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(json).filter(([, value]) => !isEmptyObject(value)));
}

function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, item]) => [key, withoutComments(item)]),
  );
}

function isEmptyObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}
