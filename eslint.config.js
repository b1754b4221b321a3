import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { DOORS, LAYERS } from './test/support/layers.js';

const doorsClosedFor = (file) =>
  Object.entries(DOORS)
    .filter(([, files]) => !files.includes(file))
    .map(([name]) => ({ name, message: `Only ${DOORS[name].join(', ')} may import ${name}.` }));

const restrict = (files, paths, patterns = []) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
});

/** A folder must know neither higher layers nor the others of its own. */
const closedTo = (folder, level) =>
  [...LAYERS[level].filter((other) => other !== folder), ...LAYERS.slice(level + 1).flat()].map((other) => ({
    // `tensor/training` is not `training`.
    group: [`**/${other}/**`, `!**/tensor/${other}/**`],
    message: `Import direction: ${folder} must not know ${other}.`,
  }));

const folderOf = (file) => file.split('/')[1];
const levelOf = (folder) => LAYERS.findIndex((folders) => folders.includes(folder));

const layerRules = LAYERS.flatMap((folders, level) =>
  folders.map((folder) => restrict([`src/${folder}/**/*.ts`], doorsClosedFor(''), closedTo(folder, level))),
);

const doorRules = [...new Set(Object.values(DOORS).flat())].map((file) => {
  const level = levelOf(folderOf(file));
  const open = Object.keys(DOORS).filter((name) => DOORS[name].includes(file));
  const closed = doorsClosedFor('').filter(({ name }) => !open.includes(name));
  return restrict([file], closed, level < 0 ? [] : closedTo(folderOf(file), level));
});

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules', 'test/fixtures', 'bench/results', 'src/kernels/assembly'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // There are no enums (`erasableSyntaxOnly`), and to look for them takes a fifth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // In the numeric loops `x[i] as number` is what costs nothing; elsewhere a check is better.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreVoidReturningFunctions: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Return an exit code; bin sets process.exitCode.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    // A pipe that the shell has opened; the page, which lies in the package.
    ignores: ['src/pipelines/inputs/read-inputs.ts', 'src/server/page/page-routes.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'ImportDeclaration[source.value=/^node:fs/] > ImportSpecifier[imported.name=/^(readFile|createReadStream)$/]',
          message: 'Read by files/regular-file.ts: a pipe or a device may have no end.',
        },
      ],
    },
  },
  // Node.js takes asynchronous listeners, and examples are short.
  { files: ['examples/**'], rules: { '@typescript-eslint/no-misused-promises': 'off' } },
  // WebAssembly takes numbers, not records of them.
  { files: ['src/kernels/kernels.ts'], rules: { 'max-params': 'off' } },
  restrict(['src/*.ts'], doorsClosedFor('')),
  ...layerRules,
  ...doorRules,
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'fetch',
          'console',
          'URL',
          'Buffer',
          'performance',
          'setInterval',
          'clearInterval',
          'setTimeout',
          'clearTimeout',
          'structuredClone',
          'AbortController',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
