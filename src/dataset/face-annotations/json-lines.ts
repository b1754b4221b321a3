import * as v from 'valibot';
import type { FacekitError } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import {
  benchmarkName,
  type AnnotatedImage,
  type Detection,
  type LabelledFace,
  type Rectangle,
} from './annotations.ts';

/** The only setting of annotations that do not say which faces are hard. */
export const ALL_FACES = 'all';

const NUMBER = v.pipe(v.number(), v.finite('a finite number'));

/** Corners x1, y1, x2, y2, as `alignment.jsonl` has them, which is therefore read as well. */
const FACE = v.object({
  box: v.strictTuple([NUMBER, NUMBER, NUMBER, NUMBER]),
  score: v.optional(NUMBER),
  ignored: v.optional(v.boolean()),
  landmarks: v.optional(v.array(v.strictTuple([NUMBER, NUMBER]))),
});
const IMAGE = v.object({ path: v.pipe(v.string(), v.minLength(1)), faces: v.array(FACE) });

type Face = v.InferOutput<typeof FACE>;

/**
 * Labelled faces as JSON lines: `{"path": "a/b.jpg", "faces": [{"box": [x1, y1, x2, y2], "ignored": false}]}`. Faces that are marked as ignored, or
 * have no size, are neither to be found nor wrong.
 *
 * @param refuse makes the error of a line that cannot be read
 */
export const parseAnnotationLines = (text: string, refuse: Refuse): AnnotatedImage<LabelledFace>[] =>
  parseLines(text, refuse, (face) => {
    const box = rectangleOf(face);
    const isCounted = face.ignored !== true && box.width > 0 && box.height > 0;
    return { ...box, settings: isCounted ? [ALL_FACES] : [], ...landmarksOf(face) };
  });

/** Detections in the same form, each with its `score`. */
export const parsePredictionLines = (text: string, refuse: Refuse): AnnotatedImage<Detection>[] =>
  parseLines(text, refuse, (face, line) => {
    if (face.score === undefined) throw refuse(`line ${line} has a face without its score`);
    return { ...rectangleOf(face), score: face.score };
  });

/** Five points, as `alignment.jsonl` has them; of a detector without landmarks none. */
function landmarksOf({ landmarks = [] }: Face): Pick<LabelledFace, 'landmarks'> {
  const [a, b, c, d, e, ...more] = landmarks.map(([x, y]) => ({ x, y }));
  return a && b && c && d && e && more.length === 0 ? { landmarks: [a, b, c, d, e] } : {};
}

type Refuse = (problem: string) => FacekitError;

function parseLines<Shape>(
  text: string,
  refuse: Refuse,
  shapeOf: (face: Face, line: number) => Shape,
): AnnotatedImage<Shape>[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const image = checkJson(line, IMAGE);
    if (!image.ok) throw refuse(`line ${i + 1} is no image with faces: ${image.problem}`);
    const { path, faces } = image.value;
    return [{ name: benchmarkName(path), faces: faces.map((face) => shapeOf(face, i + 1)) }];
  });
}

const rectangleOf = ({ box: [x1, y1, x2, y2] }: Face): Rectangle => ({ x: x1, y: y1, width: x2 - x1, height: y2 - y1 });

/** An image with its detections as a line. */
export const formatPredictionLine = (path: string, detections: readonly Detection[]): string =>
  JSON.stringify({
    path,
    faces: detections.map(({ x, y, width, height, score }) => ({ box: [x, y, x + width, y + height], score })),
  });
