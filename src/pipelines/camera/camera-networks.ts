import { detectorRequest, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { currentRule } from '../gallery/calibrate.ts';
import { networksFor } from '../gallery/gallery-networks.ts';
import { identifyFaces } from '../gallery/identify-faces.ts';
import { requireNetworkOfGallery } from '../gallery/require-kind.ts';
import type { NetworkOptions, Networks, OpenNetworksFor } from '../networks/open-networks.ts';
import { createThresholds } from '../serving/current-threshold.ts';
import { Recognizer } from './people/recognizer.ts';

/** What watches a video: finds faces, and tells who they are. Dispose it at the end. */
export interface CameraNetworks extends Pick<Networks, 'detect'>, AsyncDisposable {
  /** @throws FacekitError `gallery-mismatch`; about the model */
  openRecognizer(store: GalleryStore, options: RecognizerOptions): Promise<Recognizer>;
}

export interface RecognizerOptions {
  /** How many looks must agree on a name. */
  readonly agreeing: number;
  /** A face farther than this from everybody is unknown; default: the gallery's. */
  readonly threshold?: number | undefined;
}

/** Opens the networks for a gallery; without one, a detector alone. Tests pass their own. */
export type OpenCameraNetworks = OpenNetworksFor<GalleryStore | undefined, NetworkOptions, CameraNetworks>;

/** Pixels. Faces that are smaller are seldom known again, and not to look for them is fast; docs/camera.md has what was measured. */
const LEAST_FACE = { mtcnn: 60, yunet: 20, 'yunet-n': 20, srn: 20 } as const;

/** The fast detector, unless another is asked for. */
function cameraDetector(asked: NetworkOptions['detector'] = {}): DetectorRequest {
  const request = detectorRequest(asked);
  const { name = 'yunet' } = request;
  return { ...request, name, minFaceSize: request.minFaceSize ?? LEAST_FACE[name] };
}

/** The real ones. */
export const openCameraNetworks: OpenCameraNetworks = (store, asked, onNotice) => {
  const networks = networksFor(store, { ...asked, detector: cameraDetector(asked.detector) }, onNotice);
  return {
    detect: networks.detect,
    openRecognizer: async (gallery, { agreeing, threshold }) => {
      const embedder = await networks.openFaceEmbedder();
      requireNetworkOfGallery(gallery, embedder, 'the model that is installed');
      const { alignment, flip } = gallery.embeddings;
      const thresholds = createThresholds();
      return new Recognizer({
        ...{ embedder, flip, agreeing, margin: alignment.margin ?? undefined },
        identify: async (embeddings) => {
          const found =
            threshold === undefined ? await thresholds.of(gallery) : { threshold, rule: await currentRule(gallery) };
          return identifyFaces(embeddings, { top: 1, minMargin: 0, ...found }, gallery);
        },
      });
    },
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
};
