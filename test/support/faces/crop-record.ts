/** ArcFace's template (insightface, `arcface_dst`): landmarks there make the alignment leave a 112 × 112 image as it is. */
const TEMPLATE = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
] as const;

export const landmarksAt = (scale: number, x: number, y: number): [number, number][] =>
  TEMPLATE.map(([u, v]) => [u * scale + x, v * scale + y]);

/**
 * The line of `alignment.jsonl` about a photograph of 300 × 300 with one crop, which shows it from (30, 40) to (254, 264). Half as large, the
 * centre of the crop's pixel (x, y) is at (30.5 + 2x, 40.5 + 2y), and by its landmarks the crop lies as a model wants it.
 */
export function cropRecord(photograph: string, output: string, landmarks = landmarksAt(2, 30.5, 40.5)): string {
  const face = { box: [50, 60, 230, 240], score: 0.9, landmarks, selected: true, cropBox: [30, 40, 254, 264], output };
  return `${JSON.stringify({ path: photograph, status: 'aligned', width: 300, height: 300, faces: [face] })}\n`;
}
