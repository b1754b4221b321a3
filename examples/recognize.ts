/** Learns people from photographs and names the faces of another: embeddings, classifier and answer without a file. */
import { createFaceAnalyzer, createRecognizer, openEngine, trainClassifier, type NamedEmbedding } from 'facekit';

const PEOPLE = {
  'Guest': ['datasets/sample/Guest/Guest_0001.jpg', 'datasets/sample/Guest/Guest_0002.jpg'],
  'Eileen Collins': ['datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg', 'datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg'],
};

await using analyzer = await createFaceAnalyzer({ model: 'mobilefacenet' });
const faces: NamedEmbedding[] = [];
for (const [name, photographs] of Object.entries(PEOPLE)) {
  for (const photograph of photographs) {
    const [face] = await analyzer.analyze(photograph);
    if (face) faces.push({ name, embedding: face.embedding });
  }
}

const { classifier } = await trainClassifier(faces, analyzer.describe());
await using engine = await openEngine({ device: 'cpu' });
await using recognizer = await createRecognizer(classifier, engine);
const found = await analyzer.analyze('datasets/sample/Guest/Guest_0001.jpg');
for (const { name } of await recognizer.recognize(found.map(({ embedding }) => embedding))) console.log(name ?? 'unknown');
