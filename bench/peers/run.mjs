import { thisMachine } from '../../dist/pipelines/bench/this-machine.js';
import { alignColumns, threeDigits } from '../../dist/report/text/bench.js';
import { saveReport } from '../support/baseline.mjs';
import { takeTurns } from '../support/turns.mjs';
import { comparisonsOf } from './comparisons.mjs';
import { prepareTasks } from './tasks.mjs';

const THOROUGH = { least: 3, most: 9, seconds: 30 };
const QUICK = { least: 2, most: 2, seconds: 0 };

/**
 * Measures other programs beside facekit, in turns and on the same input, and prints how many times as fast facekit is. `only`: the
 * comparisons whose name or peer has this text.
 */
export async function runPeers({ folder, quick, only = '' }) {
  const comparisons = [];
  const all = comparisonsOf(await prepareTasks(folder, quick));
  for (const { ours, theirs, skipped = theirs?.missing, ...names } of all) {
    const title = `${names.name} | ${names.peer}`;
    if (!title.includes(only)) continue;
    const measured = skipped ? { skipped } : await compare(ours, theirs, quick ? QUICK : THOROUGH);
    comparisons.push({ ...names, ...measured });
    process.stderr.write(`${title}: ${measured.skipped ?? `${measured.ratio.median.toFixed(2)}×`}\n`);
  }
  console.log(formatComparisons(comparisons));
  console.log(await saveReport({ ...thisMachine(), quick, comparisons }));
}

async function compare(ours, theirs, turns) {
  const opened = [];
  try {
    for (const side of [ours, theirs]) opened.push({ count: side.count, ...(await side.open()) });
    return await takeTurns(...opened, turns);
  } catch (error) {
    return { skipped: error.message };
  } finally {
    for (const side of opened) side.close();
  }
}

function formatComparisons(comparisons) {
  const header = ['facekit', 'peer', 'facekit/s', 'peer/s', 'ratio', '10–90 %', 'by processor time', 'check'];
  const rows = comparisons.filter(({ ratio }) => ratio).map(cells);
  const skipped = comparisons
    .filter(({ skipped }) => skipped)
    .map(({ name, peer, skipped }) => `${name} | ${peer}: skipped, ${skipped}`);
  return ['', ...alignColumns([header, ...rows], { left: 2 }), ...skipped, ''].join('\n');
}

const cells = ({ name, peer, ours, theirs, ratio, processorRatio, results }) => [
  name,
  peer,
  threeDigits(ours),
  threeDigits(theirs),
  `${ratio.median.toFixed(2)}×`,
  `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
  `${processorRatio.median.toFixed(2)}×`,
  checkText(results),
];

/** What shows that both did the same work: the cosine of an embedding, the numbers of faces or of support vectors. */
function checkText([our, their]) {
  if (Array.isArray(our) && Array.isArray(their)) {
    const cosine = our.reduce((sum, value, i) => sum + value * their[i], 0);
    return `cosine ${cosine.toFixed(6)}`;
  }
  return typeof our === 'number' && typeof their === 'number' ? `${our} and ${their}` : '';
}
