import { writeEmbeddingFile } from '../../dist/dataset/embedding-file/write.js';
import { tableOf } from '../../dist/dataset/embedding-file/contents.js';
import { seededRandom } from '../../dist/core/seeded-random.js';
import { describeModel } from '../../dist/models/store/list.js';

const DIMENSION = 512;

/**
 * Embeddings as FaceNet's would be of so many people: vectors of length 1 around a direction for each person, as far from it as
 * good photographs are. The same ones every time.
 */
export function syntheticEmbeddings({ classes, perClass, stream = 0 }) {
  const centres = seededRandom(666, 0);
  const noise = seededRandom(666, 1 + stream);
  const rows = [];
  for (let label = 0; label < classes; label++) {
    const centre = Float32Array.from({ length: DIMENSION }, () => gaussian(centres));
    for (let n = 0; n < perClass; n++)
      rows.push({ label, embedding: unit(centre.map((value) => value + 0.7 * gaussian(noise))) });
  }
  return rows;
}

/**
 * The same of people who differ in fewer directions than there are numbers, as those of a model do: inner products of different people
 * spread by 0.13, where those of `syntheticEmbeddings` spread by 0.04.
 *
 * @param occasion other faces of the same people have another number
 */
export function clusteredEmbeddings({ first = 0, classes, perClass, occasion = 0 }) {
  const axes = Array.from({ length: FREEDOM }, (_, i) => gaussians(seededRandom(667, i), DIMENSION));
  return Array.from({ length: classes }, (_, i) => first + i).flatMap((label) => {
    const centre = gaussians(seededRandom(668, label), FREEDOM);
    const noise = seededRandom(669 + occasion, label);
    return Array.from({ length: perClass }, () => {
      const embedding = new Float32Array(DIMENSION);
      for (const [i, value] of centre.entries()) {
        const along = value + 0.7 * gaussian(noise);
        for (let d = 0; d < DIMENSION; d++) embedding[d] += along * axes[i][d];
      }
      return { label, embedding: unit(embedding) };
    });
  });
}

/** Directions in which people differ. */
const FREEDOM = 64;

/** Writes them as an embedding file that says it is FaceNet's. */
export async function writeSynthetic(file, rows) {
  const { sha256 = '0'.repeat(64) } = await describeModel('facenet-vggface2');
  const metadata = {
    facekit: '0.1.0',
    model: { name: 'facenet-vggface2', sha256 },
    dimension: DIMENSION,
    standardisation: 'fixed',
    alignment: { kind: 'box', margin: 32, imageSize: 160 },
    flip: false,
  };
  const table = rows.map(({ label, embedding }, i) => {
    const className = `person_${String(label).padStart(4, '0')}`;
    return { path: `${className}/${i}.png`, className, face: 0, box: null, score: null, embedding };
  });
  await writeEmbeddingFile(file, tableOf(metadata, table));
}

/** A normally distributed number (Box–Muller). */
const gaussian = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const gaussians = (random, count) => Array.from({ length: count }, () => gaussian(random));

function unit(vector) {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
