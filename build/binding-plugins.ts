/** What esbuild is told about the bindings of Terraform's providers. */
import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onDemand } from './on-demand.js';

/** At the end of each binding. */
const asItIs = `
function isGivenAsItIs(struct) {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) return true;
  if (cdktf.isComplexElement(struct)) {
    throw new Error('A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration');
  }
  return false;
}
`;

/** The resource, data source or provider that a binding is of. @throws Error where that is not one */
function resourceIn(path: string, text: string): string {
  const found = [...text.matchAll(/^class (\w+) extends cdktf\.Terraform\w+ \{$/gm)].map(([, name = '']) => name);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${path} must hold one class of Terraform, got: ${found.join(', ') || 'none'}`);
  return only;
}

/** How often each of these stands in a binding whose other half is out. */
const inOneHalf = [
  [/Hcl/g, 0],
  [/\bJSII_RTTI_SYMBOL_1\b/g, 1],
  [/\.isComplexElement\(struct\)/g, 1],
  [/^exports\.\w+ = /gm, 1],
] as const;

/** Functions, classes and the members of classes, by the line that each begins with. */
const headsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:class|function) \w+|^ {4}(?:(?:static|get|set) )*\w+(?=\(.*\) \{$)/gm)].map(([head]) => head);

/**
 * A binding holds each attribute twice, for JSON and for HCL. Only JSON is written (decision 0001): the other half,
 * a third of the package, stays out. So do the names by which a file gives out what lies inside of its resource, what jsii
 * says of each class, which nobody reads, and the same question at the head of each function, which one asks for all: 172 KB
 * that are parsed in each synthesis, 2 % of its processor time. What an owner may call of a resource stays.
 * @throws Error where the binding is written in another way, so that too little or too much would be left out
 */
export function jsonHalf(path: string, text: string): string {
  const resource = resourceIn(path, text);
  const half = text
    .replaceAll(/^function \w+ToHclTerraform\(struct\) \{\n[^]*?^\}\n/gm, '')
    .replaceAll(/^ {4}synthesizeHclAttributes\(\) \{\n[^]*?^ {4}\}\n/gm, '')
    .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replaceAll(/^(?:exports\.\w+ = )+void 0;\n/gm, '')
    .replaceAll(/^exports\.(\w+) = \1;\n/gm, (line, name: string) => (name === resource ? line : ''))
    .replaceAll(/^_\w+ = JSII_RTTI_SYMBOL_1;\n\w+\[_\w+\] = \{ fqn: .* \};\n/gm, '')
    .replaceAll(/^var _a(?:, _\w+)*;\n/gm, '')
    .replaceAll(
      /^ {4}if \(!cdktf\.canInspect\(struct\) \|\| cdktf\.Tokenization\.isResolvable\(struct\)\) \{\n {8}return struct;\n {4}\}\n {4}if \(cdktf\.isComplexElement\(struct\)\) \{\n {8}throw new Error\("A complex element was used as configuration, this is not supported: https:\/\/cdk\.tf\/complex-object-as-configuration"\);\n {4}\}\n/gm,
      '    if (isGivenAsItIs(struct)) return struct;\n',
    )
    .concat(asItIs);
  for (const [what, times] of inOneHalf) {
    const found = [...half.matchAll(what)].length;
    if (found !== times)
      throw new Error(`${path} must hold ${what.source} ${times} times without its HCL, got: ${found}`);
  }
  const left = headsIn(half);
  const lost = headsIn(text + asItIs)
    .filter((head) => !head.includes('Hcl'))
    .find((head, index) => left[index] !== head);
  if (lost !== undefined) throw new Error(`${path} must keep: ${lost}`);
  return half;
}

/** Each binding without what only HCL takes. */
export const jsonAlone: Plugin = {
  name: 'json-alone',
  setup(bundling) {
    bundling.onLoad(
      { filter: /@cdktf[/\\]provider-[a-z]+[/\\]lib[/\\].*index\.js$/, namespace: 'file' },
      async ({ path }) => ({ contents: jsonHalf(path, await readFile(path, 'utf8')) }),
    );
  },
};

/**
 * Running a binding makes hundreds of functions, and of the 81 a deployment uses half: each is run when the first of its
 * resources is made. 2 % of the processor time of a synthesis.
 */
export const bindingsOnDemand: Plugin = {
  name: 'bindings-on-demand',
  setup(bundling) {
    const namespace = 'binding-on-demand';
    bundling.onResolve(
      { filter: /^@cdktf\/provider-/ },
      async ({ path, namespace: from, kind, importer, resolveDir }) => {
        if (from === namespace) return undefined;
        const { path: file, errors } = await bundling.resolve(path, { kind, importer, resolveDir, namespace });
        return errors.length > 0 ? { errors } : { path, namespace, pluginData: file };
      },
    );
    bundling.onLoad({ filter: /.*/, namespace }, async ({ pluginData }) => {
      const file = pluginData as string;
      const name = resourceIn(file, await readFile(file, 'utf8'));
      return { contents: onDemand(`require(${JSON.stringify(file)})`, [name]), resolveDir: dirname(file) };
    });
  },
};
