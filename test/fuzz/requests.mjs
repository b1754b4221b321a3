import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { PROJECT } from './crash/process.mjs';
import { mutate } from './mutate.mjs';
import { randomOf } from './random.mjs';

/*
 * Sends damaged requests to `facekit serve`: each is one that the server knows, with other bytes here and there. Counts answers, and fails
 * where the server ends, answers 500 without a line in its log, does not answer a whole request within ten seconds, or keeps memory.
 */

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const CLIENTS = 8;
const LONGEST_MS = 10_000;
const MOST_GROWTH = 300 * 2 ** 20;

const photograph = readFileSync(path.join(PROJECT, 'datasets/sample/Guest/Guest_0001.jpg'));
const BOUNDARY = 'ab12';
const part = (name, bytes, file = 'a.jpg') =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="${file}"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
const form = (...parts) => [
  `multipart/form-data; boundary=${BOUNDARY}`,
  Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
];
const json = (value) => ['application/json', Buffer.from(JSON.stringify(value))];
/** Bytes that damaged ones may be pieced together with. */
const others = [photograph];
const small = await sharp(photograph).resize(120).jpeg().toBuffer();

/** Method, path, type and body of requests that the server knows. */
const KNOWN = [
  ['GET', '/'],
  ['GET', '/openapi.json'],
  ['GET', '/metrics'],
  ['GET', '/page/main.js'],
  ['GET', '/api/status'],
  ['GET', '/api/people'],
  ['GET', '/api/people/Ann/faces'],
  ['GET', '/api/faces/1/picture'],
  ['DELETE', '/api/faces/1'],
  ['DELETE', '/api/people/Ann'],
  ['PUT', '/api/people/Ann', ...json({ name: 'Bob', merge: true })],
  ['POST', '/api/recognize?top=3', 'image/jpeg', small],
  ['POST', '/api/recognize', ...form(part('file', small))],
  ['POST', '/api/recognize', ...json({ file: small.toString('base64') })],
  ['POST', '/api/detect', 'image/jpeg', small],
  ['POST', '/api/detect', ...form(part('file', small))],
  ['POST', '/api/compare', ...form(part('file1', small), part('file2', small))],
  [
    'POST',
    '/api/cluster',
    ...json({ faces: [{ photograph: 0, embedding: small.toString('base64', 0, 32) }], threshold: 1 }),
  ],
  ['POST', '/api/people/Ann/faces', ...form(part('file', small, '../../x<b>.jpg'))],
  ['GET', '/api/v1/recognition/subjects'],
  ['POST', '/api/v1/recognition/subjects', ...json({ subject: 'Ann' })],
  ['PUT', '/api/v1/recognition/subjects/Ann', ...json({ subject: 'Bob' })],
  ['DELETE', '/api/v1/recognition/subjects/Ann'],
  ['GET', '/api/v1/recognition/faces?page=0&size=20&subject=Ann'],
  ['POST', '/api/v1/recognition/faces?subject=Ann&det_prob_threshold=0.8', ...form(part('file', small))],
  ['POST', '/api/v1/recognition/faces/delete', ...json(['1', '2'])],
  ['POST', '/api/v1/recognition/recognize?limit=0&prediction_count=2', ...form(part('file', small))],
  ['POST', '/api/v1/recognition/embeddings/recognize', ...json({ embeddings: [Array(8).fill(0.35)] })],
  ['POST', '/api/v1/detection/detect?face_plugins=landmarks', ...json({ file: small.toString('base64') })],
  ['POST', '/api/v1/verification/verify', ...form(part('source_image', small), part('target_image', small))],
  ['POST', '/v1/vision/face/register', ...form(part('image', small))],
  ['POST', '/v1/vision/face/recognize', ...form(part('image', small))],
  ['POST', '/v1/vision/face/list'],
];

/** The bytes of request number `index`. */
function requestOf(index) {
  const random = randomOf(values.seed, 'requests', index);
  const [method, url, type, body = Buffer.alloc(0)] = random.pick(KNOWN);
  const sent =
    body.length > 0 && random.chance(0.5)
      ? mutate(body, { random, others, isJson: type === 'application/json' })
      : body;
  const head = [
    `${method} ${url} HTTP/1.1`,
    'Host: localhost',
    ...(type ? [`Content-Type: ${type}`] : []),
    random.chance(0.9) ? `Content-Length: ${sent.length}` : 'Transfer-Encoding: chunked',
    'Connection: close',
  ].join('\r\n');
  const bytes = Buffer.from(`${head}\r\n\r\n`);
  return Buffer.concat([random.chance(0.5) ? mutate(bytes, { random, others, isJson: false }) : bytes, sent]);
}

/** Sends bytes; resolves with the status of the answer, `closed` or `late`. */
const send = (port, bytes) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    const finish = (result) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish('late'), LONGEST_MS);
    const status = () => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'closed';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => finish(status())).on('close', () => finish(status()));
    // Half of a connection that is closed tells the server that nothing more comes.
    socket.end(bytes);
  });

const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

const folder = mkdtempSync(path.join(tmpdir(), 'facekit-requests-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const server = spawn(
  process.execPath,
  [
    ...[path.join(PROJECT, 'bin/facekit.js'), 'serve', path.join(folder, 'gallery'), '--port', '0', '--json'],
    ...['--model', 'mobilefacenet', '--device', 'cpu', '--max-rate', '100000'],
  ],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
let ended;
server.on('exit', (code, signal) => (ended = signal ?? code));
const errors = [];
createInterface({ input: server.stderr }).on('line', (line) => {
  if (line.includes('"error"')) errors.push(line);
});
const [line] = await new Promise((resolve) => {
  createInterface({ input: server.stdout }).once('line', (...found) => resolve(found));
});
const port = Number(new URL(JSON.parse(line).url).port);

const answers = new Map();
let next = 0;
let before;
const client = async () => {
  while (next < count && ended === undefined) {
    const index = next++;
    // Once the networks are open, and their code is compiled, memory must stay.
    if (index === Math.floor(count / 4)) before = memoryOf(server.pid);
    const answer = await send(port, requestOf(index));
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
};
await Promise.all(Array.from({ length: CLIENTS }, client));
const health =
  ended === undefined
    ? await send(port, Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
    : 'none';
const growth = ended === undefined ? memoryOf(server.pid) - before : 0;
server.kill('SIGTERM');

const failures = answers.get('500') ?? 0;
const sorted = [...answers].sort(([a], [b]) => a.localeCompare(b));
process.stdout.write(
  `${next} requests, seed ${values.seed}: ${sorted.map(([what, n]) => `${what} ${n}`).join(', ')}\n`,
);
process.stdout.write(
  `500: ${failures}, lines about errors: ${errors.length}; memory grew by ${Math.round(growth / 2 ** 20)} MB\n`,
);
for (const error of errors.slice(0, 5)) process.stdout.write(`${error}\n`);
const problems = [
  ...(ended === undefined ? [] : [`the server ended: ${ended}`]),
  ...(health === '200' ? [] : [`/healthz answered ${health}`]),
  ...(failures > errors.length ? ['500 without a line in the log'] : []),
  ...(failures > 0 ? ['answers of 500'] : []),
  ...(answers.has('late') ? ['requests without an answer'] : []),
  ...(growth > MOST_GROWTH ? ['memory grows'] : []),
];
process.stdout.write(problems.length === 0 ? '0 finds\n' : `finds: ${problems.join('; ')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
