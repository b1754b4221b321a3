import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The layers of `src`, lowest first. A folder may import from its own and from lower layers only. */
const LAYERS = [
  ['core'],
  ['kernels'],
  ['tensor', 'image', 'files'],
  ['weights'],
  ['mtcnn', 'facenet', 'svm', 'dataset'],
  ['report'],
  ['commands'],
];

/** Packages that have one door each: the files that may import them. */
const DOORS = {
  sharp: ['src/image/codec.ts', 'src/image/encode.ts'],
  'onnxruntime-node': ['src/tensor/onnxruntime.ts'],
  '@tensorflow/tfjs-core': ['src/tensor/tfjs-*.ts'],
  commander: ['src/program.ts', 'src/command-list.ts', 'src/commands/options.ts'],
  'cli-progress': ['src/report/progress.ts'],
  'fast-glob': ['src/dataset/walk.ts', 'src/facenet/embed-inputs.ts'],
  tar: ['src/dataset/pull/extract-images.ts'],
  'apache-arrow': ['src/dataset/embedding-file/arrow.ts', 'src/dataset/embedding-file/arrow-batch.ts'],
};

const doorsClosedFor = (file) =>
  Object.entries(DOORS)
    .filter(([, files]) => !files.includes(file))
    .map(([name]) => ({ name, message: `Only ${DOORS[name].join(', ')} may import ${name}.` }));

const restrict = (files, paths, patterns = []) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
});

const upward = (level) =>
  LAYERS.slice(level + 1)
    .flat()
    .map((folder) => ({
      group: [`**/${folder}/*`],
      message: `Import direction: ${LAYERS[level].join(', ')} must not know ${folder}.`,
    }));

const layerOf = (file) => LAYERS.findIndex((folders) => folders.some((f) => file.startsWith(`src/${f}/`)));

const layerRules = LAYERS.flatMap((folders, level) =>
  folders.map((folder) => restrict([`src/${folder}/**/*.ts`], doorsClosedFor(''), upward(level))),
);

const doorRules = [...new Set(Object.values(DOORS).flat())].map((file) => {
  const level = layerOf(file);
  const open = Object.keys(DOORS).filter((name) => DOORS[name].includes(file));
  const closed = doorsClosedFor('').filter(({ name }) => !open.includes(name));
  return restrict([file], closed, level < 0 ? [] : upward(level));
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
  // WebAssembly takes numbers, not records of them.
  { files: ['src/kernels/kernels.ts'], rules: { 'max-params': 'off' } },
  restrict(['src/*.ts'], doorsClosedFor('')),
  ...layerRules,
  ...doorRules,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'performance',
          'setInterval',
          'clearInterval',
          'setTimeout',
          'clearTimeout',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
