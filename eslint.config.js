import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import n from 'eslint-plugin-n';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

const typed = ['**/*.{ts,tsx}'];
/** Runs on Node: must not use what Node 20.19 lacks. */
const onNode = [
  '{main,host,cli,lab,shared,scripts}/**/*.{ts,mjs}',
  'tests/{unit,lab,stubs}/**/*.ts', // those in tests/app and tests/electron are partly run by the page
  '*.config.{ts,js}',
];
/** Where a default export is what the tool reads. */
const configs = [
  '*.config.{ts,js}',
  '.dependency-cruiser.cjs',
  'scripts/{loudSkipReporter,buildBeforeTests}.ts',
  '**/*.d.ts',
];

const rawIpc = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'Only main/electron and preload speak over raw channels.',
};

export default ts.config(
  { ignores: ['out', 'dist', 'test-results', 'playwright-report', 'node_modules', '.tools', 'tools', 'docs'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked.map((config) => ({ ...config, files: typed })),
  {
    files: typed,
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.shared.json',
          './tsconfig.node.json',
          './tsconfig.preload.json',
          './tsconfig.renderer.json',
          './tsconfig.browser-tests.json',
        ],
        tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)),
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A port is asynchronous by its type, also where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Records of functions are the house's style; hardly anything here has a `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-imports': ['error', { paths: [rawIpc] }],
    },
  },
  { rules: { 'no-console': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }] } },
  {
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a name is the same in every file.' },
        { selector: 'TSEnumDeclaration', message: 'A union of literals instead.' },
      ],
    },
  },
  { files: configs, rules: { 'no-restricted-syntax': 'off' } },
  { files: ['cli/**/*.ts', 'scripts/**/*.{ts,mjs}'], rules: { 'no-console': 'off' } },
  { files: ['main/electron/**/*.ts', 'preload/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: onNode,
    plugins: { n },
    settings: { node: { version: '>=20.19.0' } },
    rules: {
      'n/no-unsupported-features/es-builtins': 'error',
      'n/no-unsupported-features/es-syntax': ['error', { ignores: ['modules', 'dynamicImport'] }],
      'n/no-unsupported-features/node-builtins': ['error', { allowExperimental: true }],
    },
  },
  {
    files: ['main/**/*.ts'],
    plugins: { n },
    rules: { 'n/no-sync': ['error', { allowAtRootLevel: false }] },
  },
  { files: ['renderer/**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      'no-empty-pattern': 'off', // Playwright reads a fixture's needs from its destructuring
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-implied-eval': 'off',
      'no-restricted-imports': 'off',
    },
  },
  {
    files: ['{scripts,tests}/**/*.mjs', '*.config.{js,ts}', '.dependency-cruiser.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Request: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setImmediate: 'readonly',
        Buffer: 'readonly',
        module: 'writable',
      },
    },
  },
);
