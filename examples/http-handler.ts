/** Answers a photograph that is posted with its faces: `curl --data-binary @photograph.jpg localhost:8080`. */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createFaceAnalyzer, FacekitError } from 'facekit';

const analyzer = await createFaceAnalyzer({ model: 'mobilefacenet' });
