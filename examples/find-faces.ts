/** Finds the faces of a photograph: `find-faces photograph.jpg`. */
import { createDetector, decodeImage } from 'facekit';

const [photograph = 'datasets/sample/Groups/sample3.jpg'] = process.argv.slice(2);

await using detector = await createDetector({ minFaceSize: 40 });
for (const { box, score } of await detector.detect(await decodeImage(photograph))) {
  const corners = [box.x1, box.y1, box.x2, box.y2].map(Math.round).join(' ');
  console.log(`${corners}  ${score.toFixed(4)}`);
}
