/**
 * The JSON that a string of a synthesized stack stands for, with each reference that Terraform encodes as the text
 * `${EXPRESSION}`: `${jsonencode(tostring(EXPRESSION))}` as a whole text, and the same without its quotes inside one.
 */
export function jsonWithReferences(text: string): unknown {
  const shown = text
    .replace(/\$\{replace\(jsonencode\(tostring\((.*?)\)\), "\/\^\.\|\.\$\/", ""\)\}/g, (_, inner: string) =>
      JSON.stringify(`\${${inner}}`).slice(1, -1),
    )
    .replace(/\$\{jsonencode\(tostring\((.*?)\)\)\}/g, (_, inner: string) => JSON.stringify(`\${${inner}}`));
  return JSON.parse(shown);
}
