/** The public TypeScript API of facekit. */
export { ERROR_CODES, type ErrorCode } from './core/error-codes.ts';
export { FacekitError } from './core/errors.ts';
export type { Box } from './core/box.ts';
export type { Face, Landmarks, Point } from './core/face.ts';
export type { RgbImage } from './core/image.ts';
export type { Embedding } from './core/embedding.ts';
export { readEmbeddingFile } from './dataset/embedding-file/read.ts';
export {
  tableOf,
  type EmbeddingFile,
  type EmbeddingFileMetadata,
  type EmbeddingRow,
  type EmbeddingTable,
} from './dataset/embedding-file/contents.ts';
export { writeEmbeddingFile } from './dataset/embedding-file/write.ts';
export { alignForModel } from './facenet/align-for-model.ts';
export { createEmbedder, type EmbedderOptions } from './facenet/create-embedder.ts';
export { cosineAngle, squaredEuclidean } from './facenet/distance.ts';
export type { Embedder, EmbedOptions } from './facenet/embedder.ts';
export type { VerificationOptions, VerificationPairs, VerificationReport } from './evaluation/verification-report.ts';
export { evaluateVerification } from './evaluation/verification.ts';
export { decodeImage, UnreadableImageError, type DecodeOptions, type UnreadableReason } from './image/codec.ts';
export { encodeJpeg, encodePng } from './image/encode.ts';
export { alignFace, type AlignedFace, type AlignOptions } from './detection/align-by-box.ts';
export type { DetectionOptions } from './detection/detection-options.ts';
export type { Detector, DetectorInfo, DetectorModel } from './detection/detector.ts';
export { selectFace, type Selection } from './detection/select-face.ts';
export { createDetector, type DetectorOptions } from './detectors/create-detector.ts';
export { DETECTORS, type DetectorName } from './detectors/registry.ts';
export { FACENET_DETECTION, type MtcnnOptions } from './mtcnn/definition.ts';
export { encodeClassifier, parseClassifier } from './recognition/classifier-file.ts';
export type { Classifier } from './recognition/classifier.ts';
export { createRecognizer, type Recognizer, type Recognition } from './recognition/recognizer.ts';
export { trainClassifier, type NamedEmbedding, type TrainClassifierOptions } from './recognition/train-classifier.ts';
export { DEVICES, ENGINES, type Device, type Engine, type EngineName, type EngineOptions } from './tensor/engine.ts';
export { openEngine } from './tensor/engines/open-engine.ts';
export {
  createFaceAnalyzer,
  type AnalyzedFace,
  type FaceAnalyzer,
  type FaceAnalyzerOptions,
  type FaceMatch,
} from './pipelines/analyze/face-analyzer.ts';
export type { ImageInput } from './pipelines/analyze/image-input.ts';
export { describeEmbeddings, type DescribeOptions } from './pipelines/collection/describe-embeddings.ts';
