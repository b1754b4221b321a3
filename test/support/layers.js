/**
 * The plan of `src`, for the linter and the architecture test.
 *
 * Layers, lowest first. A folder imports from itself and from lower layers; folders of one layer do not know each other.
 */
export const LAYERS = [
  ['core'],
  ['kernels', 'files'],
  ['image'],
  ['tensor'],
  ['formats'],
  ['models'],
  ['detection'],
  ['svm', 'facenet', 'mtcnn', 'srn', 'yunet'],
  ['detectors'],
  ['dataset'],
  ['evaluation', 'sharding'],
  ['recognition', 'gallery', 'clustering', 'training'],
  ['pipelines'],
  ['report', 'api', 'server'],
  ['commands'],
];

/** Packages that have one door each: the files that may import them. */
export const DOORS = {
  sharp: ['src/image/decoders/sharp-module.ts'],
  'libheif-js': ['src/image/decoders/wasm/heif-module.ts'],
  '@jsquash/jxl': ['src/image/decoders/wasm/jxl-module.ts'],
  '@cornerstonejs/codec-openjpeg': ['src/image/decoders/wasm/jpeg2000-module.ts'],
  'onnxruntime-node': ['src/tensor/onnx/session.ts'],
  '@tensorflow/tfjs-core': ['src/tensor/tfjs/**'],
  'libsvm-js': ['src/svm/libsvm-module.ts'],
  commander: ['src/program.ts', 'src/commands/**'],
  'cli-progress': ['src/report/text/progress.ts'],
  'fast-glob': ['src/dataset/match-pattern.ts'],
  fastify: ['src/server/**'],
  pg: ['src/gallery/database/connection.ts'],
  '@fastify/multipart': ['src/server/**'],
  'prom-client': ['src/server/**'],
  tar: [
    'src/dataset/pull/extract-images.ts',
    'src/dataset/tar-archive/list-members.ts',
    'src/dataset/tar-archive/encode-member.ts',
  ],
  'apache-arrow': ['src/formats/arrow/apache-arrow.ts', 'src/dataset/embedding-file/arrow-batch.ts'],
};
