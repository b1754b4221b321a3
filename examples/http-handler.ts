/** Answers a posted photograph with its faces and their names: `curl --data-binary @photograph.jpg localhost:8080`. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createFaceAnalyzer, createRecognizer, FacekitError, openEngine, parseClassifier } from 'facekit';

const [classifierFile = 'people.json', port = '8080'] = process.argv.slice(2);
const classifier = parseClassifier(await readFile(classifierFile, 'utf8'), classifierFile);
const analyzer = await createFaceAnalyzer({ model: classifier.embeddings.model.name });
const recognizer = await createRecognizer(classifier, await openEngine());

const server = createServer().on('request', async (request, response) => {
  try {
    const faces = await analyzer.analyze(await buffer(request));
    const people = await recognizer.recognize(faces.map(({ embedding }) => embedding));
    response.end(JSON.stringify(faces.map(({ box, score }, i) => ({ box, score, name: people[i]?.name }))));
  } catch (error) {
    if (!(error instanceof FacekitError)) throw error;
    response.writeHead(400).end(JSON.stringify({ code: error.code, message: error.message }));
  }
});
server.listen(Number(port), () => console.log(`listening on ${JSON.stringify(server.address())}`));
