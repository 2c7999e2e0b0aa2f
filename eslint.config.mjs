import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const providerPackages = ['aws', 'azuread', 'azurerm', 'time'].map((name) => ({
  name: `@cdktf/provider-${name}`,
  message: 'Import one construct: @cdktf/provider-NAME/lib/TYPE/index.js. The package index costs 13 s and 770 MB.',
}));
const nodeOnly = {
  process: 'readonly',
  console: 'readonly',
  Buffer: 'readonly',
  URL: 'readonly',
  URLSearchParams: 'readonly',
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'cdktf.out/**', '.cache/**', '.venv/**', 'coverage/**', 'twin/data/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { paths: providerPackages }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['deployment/**/*.ts', 'wizard/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='safeParse'][arguments.length=1]",
          message: 'Pass { error: ruleOf }: what the library says by itself is for programmers.',
        },
        {
          selector: "CallExpression[callee.name=/^mkdir(Sync)?$/] Property[key.name='recursive']",
          message: 'makeFolder (deployment/make-folder.ts): Node tries for ever where a file system makes none.',
        },
      ],
    },
  },
  {
    files: ['modules/**/*.ts', 'stacks/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='addDependency']",
          message: 'cdktf writes nothing of it into the stack: pass `dependsOn`.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    files: ['build/**/*.ts', 'bench/**/*.ts', 'main.ts', 'function/log.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { ...nodeOnly, require: 'readonly', module: 'writable' } },
  },
);
