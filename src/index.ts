/**
 * The public TypeScript API of facekit.
 *
 * Begin with `createFaceAnalyzer` for single photographs, `alignFolder` and `embedImages` for collections, `trainClassifier` and
 * `createRecognizer` for names. `facekit/evaluation` has the mathematics of LFW alone, and loads nothing else.
 *
 * @module
 */

// Single photographs: detect, analyze, compare.
export {
  createFaceAnalyzer,
  type AnalyzedFace,
  type FaceAnalyzer,
  type FaceAnalyzerOptions,
  type FaceMatch,
} from './pipelines/analyze/face-analyzer.ts';
export type { ImageInput } from './pipelines/analyze/image-input.ts';

// Collections: align a folder, embed images.
export { alignFolder, type AlignFolderOptions } from './api/align-folder.ts';
export { embedImages, type EmbeddedImages, type EmbedImagesOptions } from './api/embed-images.ts';
export type { RunOptions } from './api/run-options.ts';
export type { AlignOptions as AlignSettings } from './pipelines/align/align-settings.ts';
export type { AlignmentKind, CropSettings } from './pipelines/collection/crop-settings.ts';
export type { AlignSummary, RenamedImage, UnreadableImage } from './pipelines/align/align-summary.ts';
export type { EmbeddedFace, EmbeddedFaces, EmbeddedImage } from './pipelines/collection/embed-images.ts';
export type { NetworkOptions } from './pipelines/networks/open-networks.ts';
export type { EngineChoice } from './pipelines/networks/engine-choice.ts';
export type { AlignmentRecord, AlignmentStatus } from './dataset/alignment-record.ts';
export type { ImageFile } from './dataset/image-files.ts';
export type { TarMember } from './dataset/tar-archive/read-member.ts';

// Galleries of people.
export { openGallery, type Gallery, type GalleryOptions } from './api/gallery.ts';
export type {
  Calibration,
  FaceMatch as GalleryMatch,
  FaceSource,
  GalleryFace,
  PersonMatch as PersonCandidate,
  PersonSummary,
} from './gallery/contents.ts';
export type { DecisionRule, Identification } from './gallery/decide/decide.ts';
export { PERSON_RULES, type PersonRule } from './gallery/person-rule.ts';
export type { CalibrateOptions } from './pipelines/gallery/calibrate.ts';
export type { EmbeddingSpeed } from './pipelines/embed/embed-summary.ts';
export type { EnrolOptions } from './pipelines/gallery/enrol.ts';
export type { EnrolOutcome, EnrolReport } from './pipelines/gallery/enrol-report.ts';
export type { ExportReport } from './pipelines/gallery/export.ts';
export type { IdentifyOptions } from './pipelines/gallery/identify.ts';
export type { PhotographFace, PhotographFaces } from './pipelines/collection/photograph-faces.ts';
export type { IdentifiedFace, IdentifiedPhotograph, IdentifyReport } from './pipelines/gallery/identify-report.ts';
export type { RemoveReport } from './pipelines/gallery/remove.ts';
export type { RenameReport } from './pipelines/gallery/rename.ts';
export type { SearchedFace, SearchedPhotograph, SearchOptions, SearchReport } from './pipelines/gallery/search.ts';

// Models.
export {
  importModel,
  pullModel,
  type ImportModelOptions,
  type PulledModel,
  type PullModelOptions,
} from './api/models.ts';
export { listModels, type ModelListing, type ModelStatus } from './models/store/list.ts';

// Values.
export { ERROR_CODES, type ErrorCode } from './core/error-codes.ts';
export { FacekitError, type FacekitErrorOptions } from './core/errors.ts';
export type { Box } from './core/box.ts';
export type { Embedding } from './core/embedding.ts';
export type { Face, Landmarks, Point } from './core/face.ts';
export type { RgbImage } from './core/image.ts';

// Images, detection and alignment, one step at a time.
export { decodeImage, UnreadableImageError, type DecodeOptions, type UnreadableReason } from './image/codec.ts';
export { encodeJpeg, encodePng } from './image/encode.ts';
export { createDetector, type DetectorOptions } from './detectors/create-detector.ts';
export { DETECTORS, type DetectorName } from './detectors/registry.ts';
export type { DetectionOptions } from './detection/detection-options.ts';
export type { Detector, DetectorInfo, DetectorModel } from './detection/detector.ts';
export { FACENET_DETECTION, type MtcnnOptions } from './mtcnn/options.ts';
export { selectFace, SELECTIONS, type Selection } from './detection/select-face.ts';
export { alignFace, type AlignedFace, type AlignOptions } from './detection/align-by-box.ts';
export { alignForModel, type ModelAlignmentOptions } from './facenet/align-for-model.ts';

// Embeddings and their files.
export { createEmbedder, type EmbedderOptions } from './facenet/create-embedder.ts';
export type { Embedder, EmbedOptions } from './facenet/embedder.ts';
export { cosineAngle, squaredEuclidean, type Vector } from './facenet/distance.ts';
export {
  describeEmbeddings,
  type DescribedEmbedder,
  type DescribeOptions,
} from './pipelines/collection/describe-embeddings.ts';
export { readEmbeddingFile } from './dataset/embedding-file/read.ts';
export { writeEmbeddingFile } from './dataset/embedding-file/write.ts';
export {
  tableOf,
  type EmbeddingFile,
  type EmbeddingFileMetadata,
  type EmbeddingRow,
  type EmbeddingTable,
} from './dataset/embedding-file/contents.ts';

// Classifiers of people.
export {
  trainClassifier,
  type NamedEmbedding,
  type TrainClassifierOptions,
  type TrainedClassifier,
} from './recognition/train-classifier.ts';
export {
  createRecognizer,
  type Candidate,
  type Recognition,
  type Recognizer,
  type RecognizerOptions,
} from './recognition/recognizer.ts';
export { encodeClassifier, parseClassifier } from './recognition/classifier-file.ts';
export type {
  Classifier,
  ClassifierKind,
  KindChoice,
  NearestClassifier,
  SvmClassifier,
} from './recognition/classifier.ts';

// Groups by person.
export { clusterFaces, type ClusteringOptions } from './clustering/cluster-faces.ts';
export type { PairRules } from './clustering/pair-rules.ts';
export { clusterAgreement, type Agreement, type ClusterAgreement } from './evaluation/cluster-agreement.ts';

// Evaluation, as in `facekit/evaluation`.
export { evaluateVerification } from './evaluation/verification.ts';
export type { VerificationOptions, VerificationPairs, VerificationReport } from './evaluation/verification-report.ts';

// Engines.
export { openEngine } from './tensor/engines/open-engine.ts';
export { DEVICES, ENGINES, type Device, type Engine, type EngineName, type EngineOptions } from './tensor/engine.ts';

// Types of these signatures.
export type { Tensor, TensorData, Weights } from './core/tensor.ts';
export { ALIGNMENT_STATUSES } from './dataset/alignment-record.ts';
export type { Corners, FaceEntry } from './dataset/alignment-record.ts';
export type { AnyStandardisation, RecordedAlignment } from './dataset/embedding-file/contents.ts';
export type { FoldAccuracy } from './evaluation/accuracy.ts';
export type { RocCurve, RocFigures } from './evaluation/roc.ts';
export type { FoldMean } from './evaluation/statistics.ts';
export type { ValidationRate } from './evaluation/validation-rate.ts';
export type {
  Alignment,
  Clustering,
  EmbedderInfo,
  KnownDetector,
  KnownModel,
  Origin,
  Verification,
} from './models/known-models.ts';
export type {
  LinearStandardisation,
  ModelHeader,
  ModelIdentity,
  ModelSource,
  ModelStandardisation,
  NetworkInfo,
  OnnxInfo,
  Quantisation,
  StoredModelInfo,
} from './models/model-info.ts';
export type { StoreOptions } from './models/store/find-model.ts';
export type { InstalledModel } from './models/store/install.ts';
export { ALIGNMENT_KINDS } from './pipelines/collection/crop-settings.ts';
export type { ClassifierClass, TrainingSettings } from './recognition/classifier.ts';
export type { DistanceSummary, UnknownThreshold } from './recognition/unknown-threshold.ts';
export type { Kernel, SvmModel } from './svm/model.ts';
export type { Session } from './tensor/engine.ts';
export type { InputSpec, Network, Node, Operation, ResponseNorm, Standardisation } from './tensor/network.ts';
export type { Attribute, OnnxData, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from './tensor/onnx-graph.ts';
export type { Padding, Shape, Size, Window } from './tensor/shapes.ts';
export type { RefusalReason } from './image/decoders/opened-image.ts';
export type { Measurement } from './pipelines/collection/measure-image.ts';
export type { FaceSize } from './dataset/check/findings.ts';
export type { PerceptualHash } from './image/perceptual-hash.ts';
export type { AccuracyEstimate } from './recognition/accuracy-estimate.ts';
export type { DetectorRequest } from './detectors/choose-detector.ts';
export type { AdmitPixels } from './core/pixel-budget.ts';
export type { RecordedDetector } from './detection/recorded-detector.ts';
