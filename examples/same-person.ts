/** Tells whether two photographs show one person: `same-person a.jpg b.jpg`. */
import { createFaceAnalyzer } from 'facekit';

const [a = 'datasets/sample/Guest/Guest_0001.jpg', b = 'datasets/sample/Guest/Guest_0002.jpg'] = process.argv.slice(2);

await using analyzer = await createFaceAnalyzer({ model: 'mobilefacenet' });
const { same, distance, threshold } = await analyzer.samePerson(a, b);
console.log(
  `${same ? 'one person' : 'two people'}: distance ${distance.toFixed(4)}, threshold ${threshold?.toFixed(4)}`,
);
