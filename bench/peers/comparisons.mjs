import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { withThreads } from '../support/python.mjs';
import { openCommand, openProgram } from '../support/turns.mjs';

/**
 * What is compared: a name, and two sides with how many images (or other things) a round has, and how to open it. Where a package
 * of a peer is not installed, `skipped` says how to get it instead.
 */
export const comparisonsOf = (tasks) => [
  ...torchMtcnn(tasks),
  ...torchFacenet(tasks),
  ...sklearnSvm(tasks),
  ...vectorStores(tasks),
  ...faceApi(tasks),
];

/** Finding faces, beside the algorithm of facenet-pytorch; then a whole run of `align` beside its detection alone. */
function torchMtcnn({ pythons, photographs, pictures, mtcnn, folder }) {
  const peer = 'MTCNN in PyTorch';
  const theirs = (threads) => python(pythons, 'torch', ['mtcnn_torch.py', { ...photographs, weights: mtcnn, threads }]);
  const detect = (threads) => ours({ kind: 'detect', ...photographs, threads });
  const align = {
    count: pictures.count,
    open: () => openCommand((n) => ['align', pictures.folder, `${folder}/crops ${n}`, '--jobs', '2', '--quiet']),
  };
  return [
    { name: 'detect, threads 1', peer, ours: detect(1), theirs: theirs(1) },
    {
      name: 'align, jobs 2, from file to crop',
      peer: `${peer}, detection alone, threads 2`,
      ours: align,
      theirs: theirs(2),
    },
  ];
}

/** Embedding, beside the raw network in PyTorch with the same weights. */
function torchFacenet({ pythons, faces }) {
  const name = 'facenet-vggface2';
  const peer = 'PyTorch, the same network';
  const { [name]: input, [`${name}-int8`]: int8 } = faces;
  if (!input) return [{ name: `embed ${name}`, peer, skipped: `install the model: facekit models pull ${name}` }];
  const sides = (model, data, options) => ({
    name: `embed ${model}, batch ${options.batch}, threads ${options.threads}`,
    peer,
    ours: ours({ kind: 'embed', model, ...data, ...options }),
    theirs: python(pythons, 'torch', ['inception_torch.py', { ...input, ...options }]),
  });
  const options = [1, 2].flatMap((threads) => [1, 8, 32].map((batch) => ({ batch, threads })));
  return [
    ...options.map((each) => sides(name, input, each)),
    ...(int8 ? options.slice(3).map((each) => sides(`${name}-int8`, int8, each)) : []),
  ];
}

/** Training the SVM with probabilities, beside scikit-learn. */
function sklearnSvm({ pythons, samples }) {
  const theirs = python(pythons, 'sklearn', ['svm_sklearn.py', samples]);
  const name = `train SVM, ${samples.count / samples.perClass} classes`;
  return [{ name, peer: 'scikit-learn, SVC', ours: ours({ kind: 'train', ...samples }), theirs }];
}

/** The nearest faces of some, one after the other, beside databases that search exactly too. */
function vectorStores({ pythons, gallery }) {
  const sides = (number, peer, theirs) => ({
    name: `gallery, ${gallery.top} nearest of ${gallery.faces} faces`,
    peer,
    ours: ours({ kind: 'search', ...gallery, folder: `${gallery.folder}/gallery ${number}` }),
    theirs,
  });
  return [
    sides(1, 'sqlite-vec', sqliteVec(pythons, gallery)),
    sides(2, 'LanceDB, no index', nodePeer('@lancedb/lancedb', 'lancedb.mjs', gallery)),
  ];
}

function sqliteVec(pythons, gallery) {
  if (!isInstalled('sqlite-vec')) return missing('sqlite-vec');
  if (pythons.extensions === undefined)
    return { missing: 'install a Python whose sqlite3 loads extensions, such as that of Debian, and set PYTHON to it' };
  const { getLoadablePath } = createRequire(import.meta.url)('sqlite-vec');
  return python(pythons, 'extensions', ['sqlite_vec.py', { ...gallery, extension: getLoadablePath() }]);
}

/** Finding and embedding faces, beside another package for Node.js with networks of its own. */
function faceApi({ photographs, faces }) {
  const theirs = (kind, data) => nodePeer('@vladmandic/face-api', 'face-api.mjs', { kind, ...data });
  const detect = ours({ kind: 'detect', ...photographs, threads: 1 });
  const comparisons = [
    {
      name: 'detect, threads 1',
      peer: 'face-api, SSD MobileNet',
      ours: detect,
      theirs: theirs('detect', photographs),
    },
    {
      name: 'detect, threads 1',
      peer: 'face-api, tiny detector',
      ours: detect,
      theirs: theirs('detect-tiny', photographs),
    },
  ];
  for (const [model, input] of Object.entries(faces))
    comparisons.push({
      name: `embed ${model}, batch 1, threads 1`,
      peer: 'face-api, its ResNet',
      ours: ours({ kind: 'embed', model, ...input, batch: 1, threads: 1 }),
      theirs: theirs('embed', input),
    });
  return comparisons;
}

const countOf = ({ shape, count }) => shape?.[0] ?? count;

const ours = (task) => ({
  count: countOf(task),
  open: () => openProgram(process.execPath, ['facekit.mjs', JSON.stringify(task)]),
});

function python(pythons, module, [script, task]) {
  if (pythons[module] === undefined)
    return {
      missing: `install ${module}: apt-get install python3-${module}, or set PYTHON to a Python that has it`,
    };
  const { threads = 1 } = task;
  return {
    count: countOf(task),
    open: () => openProgram(pythons[module], [script, JSON.stringify(task)], withThreads(threads)),
  };
}

function nodePeer(name, script, task) {
  if (!isInstalled(name)) return missing(name);
  return { count: countOf(task), open: () => openProgram(process.execPath, [script, JSON.stringify(task)]) };
}

const isInstalled = (name) => existsSync(path.join(import.meta.dirname, 'node_modules', name));

const missing = (name) => ({ missing: `install ${name}: npm install --prefix bench/peers` });
