/** What esbuild is told about packages that bring more than is used. */
import type { Plugin, PluginBuild } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { builtinNames } from './builtin-names.js';
import { onDemand } from './on-demand.js';

/**
 * Nothing of ours opens an editor, speaks another language than English, makes schemas of JSON, packs an archive, tests stacks
 * or runs in a browser: the prompt, zod's locales and its reader of JSON schemas, the archiver behind cdktf's assets (a fifth
 * of cdktf), its matchers and what tells browsers apart stay out.
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(bundling) {
    bundling.onResolve(
      {
        filter:
          /^@inquirer\/editor$|^archiver$|^bowser$|^\.\/testing(\/matchers)?$|(locales\/index|from-json-schema)\.js$/,
      },
      ({ path, importer }) => {
        const of = path.endsWith('.js')
          ? /[/\\]zod[/\\]/
          : path.startsWith('./')
            ? /[/\\]cdktf[/\\]lib[/\\]index\.js$/
            : /./;
        return of.test(importer) ? { path, namespace: 'left-out' } : undefined;
      },
    );
    // As CommonJS, so that a name which is imported of it is undefined, and no error.
    bundling.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: /from-json-schema\.js$|^\.\/testing/.test(path) ? 'module.exports = {};' : 'export default {};',
    }));
  },
};

/** Fails the build where a file that is changed does not come up: another version of its package has that text elsewhere. */
function mustComeUp(bundling: PluginBuild, files: readonly string[]): Set<string> {
  const cameUp = new Set<string>();
  bundling.onEnd(() => ({
    errors: files
      .filter((file) => !cameUp.has(file))
      .map((file) => ({ text: `${file} is to be changed and did not come up` })),
  }));
  return cameUp;
}

/**
 * zod writes a parser for each object as text and has it compiled, which pays where an object is parsed again and again: a
 * deployment is parsed once (3 % of the processor time of a synthesis). And it brings a compiler of whole schemas that nobody
 * here calls, 29 KB. What is refused, and in which words, is the same. A text of zod 4.6.7; a version without it fails the build.
 */
export const plainZod: Plugin = {
  name: 'plain-zod',
  setup(bundling) {
    const cameUp = mustComeUp(bundling, ['schemas.js', 'compile.js']);
    bundling.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]core[/\\](schemas|compile)\.js$/ }, async ({ path }) => {
      cameUp.add(basename(path));
      const text = await readFile(path, 'utf8');
      if (path.endsWith('compile.js')) {
        const names = [...text.matchAll(/^export (?:async )?(?:class|const|function) (\w+)/gm)].map(
          ([, name = '']) => name,
        );
        return { contents: `export const ${names.map((name) => `${name} = undefined`).join(', ')};` };
      }
      const jit = 'const jit = !core.globalConfig.jitless;';
      if (text.split(jit).length !== 2) throw new Error(`${path} must hold once: ${jit}`);
      return { contents: text.replace(jit, 'const jit = false;') };
    });
  },
};

/**
 * The SDK's schemas name their keys by constants (`{ [_xN]: _vpc }`). A bundler must take such a key for something that
 * runs, and keeps the schema with everything below it: of EC2 half a megabyte for four calls. With the text of the
 * constant in its place, what is not used is left out.
 */
export const literalKeys: Plugin = {
  name: 'literal-keys',
  setup(bundling) {
    bundling.onLoad(
      { filter: /@aws-sdk[/\\](client-|nested-clients[/\\]).*[/\\]schemas[/\\]\w+\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const constants = new Map(
          [...text.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name = '', value = '']) => [name, value]),
        );
        return { contents: text.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => `${constants.get(name) ?? key}:`) };
      },
    );
  },
};

/**
 * cdktf looks for tokens in every key and every value, each with a context of its own, resolves a token anew wherever it
 * stands, and the whole stack once more when all its parts are resolved: most of the time that a desktop costs. What holds
 * none is passed on as it is, what a token stands for is kept, and what is resolved stays so; only overrides, which come
 * last, are resolved then. What it says of each construct is not put together: stacks/plain-terraform.ts would take it out
 * again. The result is the same, byte for byte.
 * And it asks `util.isArray`, of which Node 24 warns every person (DEP0044). Texts of cdktf 0.21.0; a version that does
 * not have them fails the build.
 */
export const leanCdktf: Plugin = {
  name: 'lean-cdktf',
  setup(bundling) {
    const changes: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
      'tokens/private/resolve.js': [
        // The expressions of encoding.js in one: a token in a text, and a number in which one is hidden. Its first 16 bits are a
        // mark (createTokenDouble): of a number all lie about -8.1e+298, of a list about -1.9e+289.
        [
          'const tokenMap = ',
          'const isPlain = (x) => x === undefined || x === null || typeof x === "boolean" || (typeof x === "number" && x >= 0) || (typeof x === "string" && !x.includes("TfToken[") && !x.endsWith(" Map Token Value") && !/e\\+2(89|98)/.test(x));\nconst tokenMap = ',
        ],
        ['if (tokenNumberStr.test())', 'if (/e\\+2(89|98)/.test(str))'],
        // Only errors name the path.
        ['pathName = "/" + prefix.join("/")', 'pathName = { toString: () => "/" + prefix.join("/") }'],
        ['makeContext()[0].resolve(key)', 'isPlain(key) ? key : makeContext()[0].resolve(key)'],
        [
          'makeContext(key)[0].resolve(obj[key])',
          'isPlain(obj[key]) ? obj[key] : makeContext(key)[0].resolve(obj[key])',
        ],
        ['makeContext(`${i}`)[0].resolve(x)', 'isPlain(x) ? x : makeContext(`${i}`)[0].resolve(x)'],
      ],
      // In the same place of one stack a token always stands for the same text. While references between stacks are looked
      // for (`preparing`) it may still get another, and in another stack it is one.
      'tokens/resolvable.js': [
        [
          'class DefaultTokenResolver {',
          'let known = new WeakMap();\nexports.forgetKnown = () => void (known = new WeakMap());\nclass DefaultTokenResolver {',
        ],
        [
          'try {\n            let resolved = t.resolve(context);',
          'const place = context.preparing || context.iteratorContext ? undefined : (context.suppressBraces ? 1 : 0) + (context.ignoreEscapes ? 2 : 0) + (context.warnEscapes ? 4 : 0);\n        const before = known.get(t);\n        if (place !== undefined && before?.[place] !== undefined) return before[place];\n        try {\n            let resolved = t.resolve(context);',
        ],
        [
          'return resolved;\n        }\n        catch',
          'if (place !== undefined && typeof resolved === "string") known.set(t, { ...before, [place]: resolved });\n            return resolved;\n        }\n        catch',
        ],
      ],
      'terraform-element.js': [['get constructNodeMetadata() {', 'get constructNodeMetadata() {\n        return {};']],
      'terraform-output.js': [['(0, util_2.isArray)(object)', 'Array.isArray(object)']],
      'terraform-stack.js': [
        ['toTerraform() {', 'toTerraform() {\n        require("./tokens/resolvable").forgetKnown();'],
        [
          'deepMerge)(tf, this.rawOverrides);\n        return (0, _tokens_1.resolve)(this, tf);',
          'deepMerge)(tf, (0, _tokens_1.resolve)(this, this.rawOverrides));\n        return tf;',
        ],
      ],
    };
    const cameUp = mustComeUp(bundling, Object.keys(changes));
    bundling.onLoad(
      {
        filter:
          /[/\\]cdktf[/\\]lib[/\\](tokens[/\\](private[/\\]resolve|resolvable)|terraform-(element|output|stack))\.js$/,
      },
      async ({ path }) => {
        const name = path.replaceAll('\\', '/').split('/cdktf/lib/').pop() ?? '';
        cameUp.add(name);
        let contents = await readFile(path, 'utf8');
        for (const [from, to] of changes[name] ?? []) {
          if (contents.split(from).length !== 2) throw new Error(`${path} must hold once: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents };
      },
    );
  },
};

/**
 * An `import` of a module of Node's reads each of its exports, `require` only those that are used: behind `WebSocket` of
 * `node:http` stands all of fetch, behind `webcrypto` of `node:crypto` another API. A third of the start on Node 24. And what
 * calls the clouds or other programs is imported by every command, used by few: such a module is loaded with its first use. 4 %
 * of the processor time of a synthesis, which needs none of them.
 */
export const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup(bundling) {
    const namespace = 'builtin';
    const later = new RegExp(`^(node:)?(${Object.keys(builtinNames).join('|')})$`);
    // One for our own files, in the chunk of the start, and another for packages, which few commands load.
    const suffix = (importer: string) => (importer.includes('node_modules') ? '' : '?ours');
    bundling.onResolve({ filter: later }, ({ path, importer, namespace: from }) =>
      from === namespace ? undefined : { path, namespace, suffix: suffix(importer) },
    );
    bundling.onResolve({ filter: /^(node:)?crypto$/ }, ({ path, importer, kind }) =>
      kind === 'import-statement' ? { path, namespace, suffix: suffix(importer) } : undefined,
    );
    bundling.onLoad({ filter: /.*/, namespace }, ({ path }) => {
      const load = `require(${JSON.stringify(path)})`;
      const names = new Map<string, readonly string[]>(Object.entries(builtinNames)).get(path.replace('node:', ''));
      return { contents: names ? onDemand(load, names) : `module.exports = ${load};` };
    });
  },
};

const source = (file: string): string => join(import.meta.dirname, '..', file);

/** What nearly every command loads before it asks or does anything. */
const withEachCommand = [
  'wizard/cli.ts',
  'deployment/schema.ts',
  'domain/graph-permissions.ts',
  'wizard/clouds/job-identity.ts',
  'wizard/commands/places.ts',
].map(source);

/** What a command loads that reads a deployment and synthesizes it: nearly all do, but up to the first prompt. */
const withSynthesis = [
  'deployment/load.ts',
  'deployment/state-key.ts',
  'domain/control-plane/role-statements.ts',
  'domain/desktop-address.ts',
  'domain/fleet/self-service.ts',
  'domain/fleet/settings.ts',
  'domain/trust-nobody.ts',
  'wizard/terraform/contents.ts',
  'wizard/terraform/synth.ts',
].map(source);

/**
 * What the command line is started with is in memory before any command is loaded. A bundler does not know that, and makes
 * a chunk of each part that another set of commands shares: a file for each of them is found, read and linked, 77 for a
 * synthesis. When every command imports the start, it is one; so are, but for what the library uses apart from it, the
 * parts that nearly every command shares (20 files, 3 % of the processor time of a synthesis, 5 % of the first prompt's). Left
 * are commands that a shell waits for, and of what synthesis needs all that is loaded up to the first prompt.
 */
export const afterStart: Plugin = {
  name: 'after-start',
  setup(bundling) {
    const namespace = 'after-start';
    const quick = /[/\\]commands[/\\](completion|version)\.ts$/;
    const upToPrompt = /[/\\](clouds[/\\]\w+|commands[/\\]init|questions[/\\]table|terminal[/\\][\w-]+)\.ts$/;
    bundling.onResolve({ filter: /^\.\.?\// }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || importer.includes('node_modules')) return undefined;
      const { path: file, errors } = await bundling.resolve(path, { kind: 'import-statement', importer, resolveDir });
      return errors.length > 0 ? { errors } : { path: file, namespace };
    });
    bundling.onLoad({ filter: /.*/, namespace }, ({ path }) => {
      const before = quick.test(path)
        ? withEachCommand.slice(0, 1)
        : upToPrompt.test(path)
          ? withEachCommand
          : [...withEachCommand, ...withSynthesis];
      const imports = before.map((file) => `import ${JSON.stringify(file)};`).join(' ');
      return { contents: `${imports} export * from ${JSON.stringify(path)};`, resolveDir: dirname(path) };
    });
  },
};

/** Under this symbol the library finds the cdktf and constructs of the repository it is used in. */
const inUse = 'Symbol.for("entra-workspaces: cdktf in use")';

/**
 * Stacks and bindings are in the package once, though two programs use them: the command line brings its own cdktf and
 * constructs, the library takes those of the repository, because the constructs of its owner are made of them. So both
 * names lead to whatever is in use.
 */
export const cdktfInUse: Plugin = {
  name: 'cdktf-in-use',
  setup(bundling) {
    const namespace = 'cdktf-in-use';
    bundling.onResolve({ filter: /^(cdktf|constructs)$/ }, ({ path, namespace: from }) =>
      from === namespace ? undefined : { path, namespace },
    );
    bundling.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = globalThis[${inUse}]?.${path} ?? require("${path}");`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** The library: it says which cdktf is in use, then comes what is made of it. */
export const libraryFiles = {
  'repository-cdktf.js': [
    "import cdktf from 'cdktf';",
    "import constructs from 'constructs';",
    `globalThis[${inUse}] = { cdktf, constructs };`,
    '',
  ].join('\n'),
  'index.js': "import './repository-cdktf.js';\nexport * from './stacks.js';\n",
} as const;
