import { randomBytes } from 'node:crypto';
import { DatabaseStore } from '../../dist/gallery/database/database-store.js';
import { DEFAULT_PERSON_RULE } from '../../dist/gallery/person-rule.js';
import pg from 'pg';
import { clusteredEmbeddings } from '../support/embeddings.mjs';
import { fill, metadataOf, newFace, PER_PERSON } from '../support/gallery.mjs';

/**
 * A gallery of made-up faces in PostgreSQL, by its index and by comparing every face in memory: times, and what the index misses.
 *
 *   FACEKIT_POSTGRES=postgres://… node bench/database/gallery-index.mjs [faces, default 20000]
 *
 * The server needs pgvector. What is made there is taken away again.
 */
const server = process.env.FACEKIT_POSTGRES ?? '';
const faces = Number(process.argv[2] ?? 20_000);
const schema = `facekit_bench_${randomBytes(4).toString('hex')}`;
const ASKED = 100;
const DIMENSION = 512;

const people = faces / PER_PERSON;
const embeddings = clusteredEmbeddings({ classes: people, perClass: PER_PERSON }).map(({ embedding }) => embedding);
const asked = {
  known: clusteredEmbeddings({ classes: ASKED, perClass: 1, occasion: 1 }),
  unknown: clusteredEmbeddings({ first: people, classes: ASKED, perClass: 1, occasion: 1 }),
};
const open = (search) => DatabaseStore.open(`${server}?schema=${schema}&search=${search}`, metadataOf(DIMENSION));
const print = (...cells) => console.log(cells.join('\t'));

async function timed(name, work) {
  const start = performance.now();
  const result = await work();
  print(name, `${((performance.now() - start) / 1000).toFixed(2)} s`);
  return result;
}

/** The answer to each question, after a first one that is not counted. */
async function ask(name, questions, find) {
  await find(questions[0]);
  const answers = [];
  const start = performance.now();
  for (const question of questions) answers.push((await find(question))[0]);
  print(name, `${((performance.now() - start) / questions.length).toFixed(1)} ms`);
  return answers;
}

/** The share of what comparing every face finds that the index finds too, at the same distance. */
function recall(found, exact) {
  const shares = exact.map((wanted, i) => {
    const there = new Map(found[i].map(({ face, distance }) => [face.id, distance]));
    return wanted.filter(({ face, distance }) => there.get(face.id) === distance).length / wanted.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

async function compare(name, questions, stores) {
  const find = (store) => (embedding) => store.nearestFaces([embedding], 10);
  const who = (store) => (embedding) => store.nearestPeople([embedding], { top: 2, rule: DEFAULT_PERSON_RULE });
  const [byIndex, exact] = [
    await ask(`${name}: 10 nearest faces, index`, questions, find(stores.index)),
    await ask(`${name}: 10 nearest faces, in memory`, questions, find(stores.exact)),
  ];
  print(`${name}: recall of 10`, recall(byIndex, exact).toFixed(4));
  const [told, truth] = [
    await ask(`${name}: nearest people, index`, questions, who(stores.index)),
    await ask(`${name}: nearest people, in memory`, questions, who(stores.exact)),
  ];
  const share = (isSame) => (told.filter((each, i) => isSame(each, truth[i])).length / told.length).toFixed(3);
  print(
    `${name}: the nearest person is the same`,
    share(([a], [b]) => a.person === b.person),
  );
  print(
    `${name}: people and distances are the same`,
    share((a, b) => JSON.stringify(a) === JSON.stringify(b)),
  );
  const off = told.flatMap(([a], i) =>
    a.person === truth[i][0].person ? Math.abs(a.distance - truth[i][0].distance) : [],
  );
  print(`${name}: largest difference of a distance`, Math.max(...off).toFixed(5));
}

const opened = [];
const opening = async (search) => {
  const store = await open(search);
  opened.push(store);
  await timed(`open, ${search}`, () => store.people());
  return store;
};
try {
  const store = await open('exact');
  opened.push(store);
  await timed(`enrol ${faces}`, () => fill(store, embeddings));
  await timed('enrol 100 one by one', () => enrolMore(store, 0));
  await timed('make the index', () => store.index.make());
  await timed('enrol 100 one by one, with the index', () => enrolMore(store, 100));
  const stores = { index: await opening('index'), exact: await opening('exact') };
  for (const [name, rows] of Object.entries(asked))
    await compare(
      name,
      rows.map(({ embedding }) => embedding),
      stores,
    );
} finally {
  for (const store of opened) await store[Symbol.asyncDispose]();
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}

async function enrolMore(store, first) {
  for (let i = first; i < first + 100; i++)
    await store.enrol([{ ...newFace(embeddings[i], faces + i), person: 'somebody more' }]);
}
