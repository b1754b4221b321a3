import { alignFace } from '../../detection/align-by-box.ts';
import { decodeImage } from '../../image/codec.ts';
import { encodePng } from '../../image/encode.ts';
import type { Detector } from '../../detection/detector.ts';
import { type Photograph, findFaces } from './bench-photographs.ts';
import type { Figure } from './bench-report.ts';
import { type Measuring, measure } from './measure.ts';

/**
 * The stages that `align` takes a photograph through, each measured alone. A run is all the photographs, one after the other;
 * the last stage is left out where they show no face.
 */
export async function* alignFigures(
  photographs: readonly Photograph[],
  detector: Detector,
  measuring: Measuring,
): AsyncGenerator<Figure> {
  const count = photographs.length;
  const size = sizeText(photographs);
  const decode = ({ bytes }: Photograph) => decodeImage(bytes);
  yield measure({ name: `decode, ${size}`, count }, () => inTurn(photographs, decode), measuring);
  const detect = ({ image }: Photograph) => detector.detect(image);
  yield measure({ name: `detect, ${size}`, count }, () => inTurn(photographs, detect), measuring);
  const faces = await findFaces(photographs, detector);
  if (faces.length === 0) return;
  yield measure(
    { name: `crop and encode, ${size}`, count: faces.length },
    () => inTurn(faces, ({ image, face }) => encodePng(alignFace(image, face).image)),
    measuring,
  );
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item);
}

/** `250×250`; of photographs of several sizes their megapixels on average. */
function sizeText(photographs: readonly Photograph[]): string {
  const sizes = new Set(photographs.map(({ image: { width, height } }) => `${width}×${height}`));
  const [first = '', ...others] = sizes;
  if (others.length === 0) return first;
  const pixels = photographs.reduce((sum, { image }) => sum + image.width * image.height, 0);
  return `${(pixels / photographs.length / 1e6).toFixed(1)} MP`;
}
