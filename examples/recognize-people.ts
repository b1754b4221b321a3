/** Learns people from folders of photographs and names the faces of another: `recognize-people photograph.jpg`. */
import { createFaceAnalyzer, createRecognizer, embedImages, openEngine, trainClassifier } from 'facekit';

const [photograph = 'datasets/sample/Guest/Guest_0001.jpg'] = process.argv.slice(2);
const model = 'mobilefacenet';

const { rows, metadata } = await embedImages(['datasets/sample/Guest', 'datasets/sample/Groups'], {
  model,
  detect: true,
});
const faces = rows.map(({ className, embedding }) => ({ name: className, embedding }));
const { classifier } = await trainClassifier(faces, metadata);

await using engine = await openEngine({ device: 'cpu' });
await using recognizer = await createRecognizer(classifier, engine);
await using analyzer = await createFaceAnalyzer({ model });
const found = await analyzer.analyze(photograph);
for (const { name, candidates } of await recognizer.recognize(found.map(({ embedding }) => embedding)))
  console.log(name ?? `unknown, nearest to ${candidates[0].name}`);
