/** What esbuild is told about the bindings of Terraform's providers. */
import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

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

/**
 * The bindings hold each attribute twice, for JSON and for HCL. Only JSON is written (decision 0001): the other half,
 * a third of the package, stays out. So do the names by which a file gives out what lies inside of its resource, what jsii
 * says of each class, which nobody reads, and the same question at the head of each function: 172 KB that are parsed in
 * each synthesis, 2 % of its processor time. What an owner may call of a resource stays.
 */
export const jsonAlone: Plugin = {
  name: 'json-alone',
  setup(bundling) {
    bundling.onLoad(
      { filter: /@cdktf[/\\]provider-[a-z]+[/\\]lib[/\\].*index\.js$/, namespace: 'file' },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text
          .replaceAll(/^function \w+ToHclTerraform\(struct\) \{\n[^]*?^\}\n/gm, '')
          .replaceAll(/^ {4}synthesizeHclAttributes\(\) \{\n[^]*?^ {4}\}\n/gm, '')
          .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '')
          // Names of what lies inside a resource are nobody's outside of the file, what jsii says of a class nobody reads.
          .replaceAll(/^(?:exports\.\w+ = )+void 0;\n/gm, '')
          .replaceAll(/^exports\.(\w+) = \1;\n/gm, (line, name: string) =>
            text.includes(`class ${name} extends cdktf.Terraform`) ? line : '',
          )
          .replaceAll(/^_\w+ = JSII_RTTI_SYMBOL_1;\n\w+\[_\w+\] = \{ fqn: .* \};\n/gm, '')
          .replaceAll(/^var _a(?:, _\w+)*;\n/gm, '')
          // The same question at the head of each function is asked by one.
          .replaceAll(
            /^ {4}if \(!cdktf\.canInspect\(struct\) \|\| cdktf\.Tokenization\.isResolvable\(struct\)\) \{\n {8}return struct;\n {4}\}\n {4}if \(cdktf\.isComplexElement\(struct\)\) \{\n {8}throw new Error\("A complex element was used as configuration, this is not supported: https:\/\/cdk\.tf\/complex-object-as-configuration"\);\n {4}\}\n/gm,
            '    if (isGivenAsItIs(struct)) return struct;\n',
          )
          .concat(asItIs);
        return { contents };
      },
    );
  },
};

/**
 * Running a binding makes hundreds of functions, and of the 76 a deployment uses half: each is run when the first of its
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
      const names = [...(await readFile(file, 'utf8')).matchAll(/^class (\w+) extends cdktf\.Terraform\w+ \{$/gm)].map(
        ([, name = '']) => name,
      );
      const load = `require(${JSON.stringify(file)})`;
      return {
        contents: `module.exports = { ${names.map((name) => `get ${name}() { return ${load}.${name}; }`).join(', ')} };`,
        resolveDir: dirname(file),
      };
    });
  },
};
