/** The public TypeScript API of facekit. */
export { FacekitError } from './core/errors.ts';
export type { Box } from './core/box.ts';
export type { Face, Landmarks, Point } from './core/face.ts';
export type { RgbImage } from './core/image.ts';
export type { Embedding } from './core/embedding.ts';
export { alignForModel } from './facenet/align-for-model.ts';
export { createEmbedder, type EmbedderOptions } from './facenet/create-embedder.ts';
export { cosineAngle, squaredEuclidean } from './facenet/distance.ts';
export type { Embedder, EmbedOptions } from './facenet/embedder.ts';
export {
  decodeImage,
  UnreadableImageError,
  type DecodeOptions,
  type UnreadableReason,
} from './image/codec.ts';
export { encodeJpeg, encodePng } from './image/encode.ts';
export { alignFace, type AlignedFace, type AlignOptions } from './mtcnn/align-face.ts';
export { createDetector, type DetectorOptions } from './mtcnn/create-detector.ts';
export { FACENET_DETECTION, type DetectionOptions, type Detector } from './mtcnn/detector.ts';
export { selectFace, type Selection } from './mtcnn/select-face.ts';
export { DEVICES, type Device } from './tensor/engine.ts';
