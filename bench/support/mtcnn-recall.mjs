/** How many labelled faces the stages of an MTCNN find, by the functions that the detector is made of. */
import { overlapOf } from '../../dist/core/box.js';
import { suppress } from '../../dist/detection/suppress.js';
import { readMtcnnWeights } from '../../dist/detectors/detector-file.js';
import { resizeAreaPyramid } from '../../dist/image/resize/area.js';
import { calibrate, calibrateProposal, squarePixels } from '../../dist/mtcnn/calibrate.js';
import { placeLandmarks } from '../../dist/mtcnn/landmarks.js';
import { mergeHeads } from '../../dist/mtcnn/merge-heads.js';
import { outputNetwork, proposalNetwork, refinementNetwork } from '../../dist/mtcnn/networks.js';
import { insideImage, judgePatches } from '../../dist/mtcnn/patches.js';
import { proposals } from '../../dist/mtcnn/proposals.js';
import { pyramid } from '../../dist/mtcnn/pyramid.js';
import { proposalMap } from '../../dist/mtcnn/tiles.js';
import { transposeKernels } from '../../dist/mtcnn/transpose-kernels.js';
import { openEngine } from '../../dist/tensor/engines/open-engine.js';

const OPTIONS = { minFaceSize: 20, scaleFactor: 0.709 };
const THRESHOLDS = { pnet: 0.6, rnet: 0.7, onet: 0.7 };

/** The boxes that a stage of a detector gives, the most certain first, corrected and not yet made square. */
export async function openStages(file, threads) {
  const engine = await openEngine({ device: 'cpu', threads });
  const weights = transposeKernels(mergeHeads(await readMtcnnWeights(file)));
  const pNet = await engine.load(proposalNetwork, weights);
  const rNet = { session: await engine.load(refinementNetwork, weights), side: 24, batch: 32 };
  const oNet = { session: await engine.load(outputNetwork, weights), side: 48, batch: 16 };

  async function propose(image) {
    const levels = pyramid(image, OPTIONS);
    const found = [];
    for (const [i, picture] of resizeAreaPyramid(image, levels).entries()) {
      const cells = proposals(await proposalMap(pNet, picture), levels[i].scale, THRESHOLDS.pnet);
      // Of networks that say yes everywhere, the surest: the best fifty of the photograph are among them.
      const surest = cells.sort((a, b) => b.score - a.score).slice(0, 1000);
      found.push(...suppress(surest, 0.5, 'union'));
    }
    return suppress(found, 0.7, 'union').map((candidate) => ({ ...candidate, box: calibrateProposal(candidate) }));
  }
  async function judge(network, stage, image, found) {
    const windows = insideImage(
      found.map(({ box }) => squarePixels(box)),
      image,
    );
    const passed = (await judgePatches(network, image, windows)).filter(({ score }) => score > THRESHOLDS[stage]);
    const boxes = passed.map((each) => ({ ...each, box: calibrate(each), landmarks: placeLandmarks(each) }));
    return stage === 'rnet'
      ? suppress(passed, 0.7, 'union').map((each) => ({ ...each, box: calibrate(each) }))
      : suppress(boxes, 0.7, 'min');
  }
  return {
    async find(image, stage) {
      const proposed = await propose(image);
      if (stage === 'pnet') return proposed;
      const refined = await judge(rNet, 'rnet', image, proposed);
      return stage === 'rnet' ? refined : judge(oNet, 'onet', image, refined);
    },
    dispose: () => engine.dispose(),
  };
}

/** Boxes of a photograph that count. */
const MOST = 50;

/** Counts the labelled faces that are found at an overlap of a half, each by a box of its own, and how many boxes there were. */
export function countFound(faces, found, counts) {
  const boxes = found.slice(0, MOST);
  counts.boxes += boxes.length;
  counts.photographs++;
  const free = new Set(boxes);
  for (const { box, side } of faces) {
    const best = [...free].reduce((a, b) => (!a || overlapOf(b.box, box) > overlapOf(a.box, box) ? b : a), undefined);
    const isFound = best !== undefined && overlapOf(best.box, box) >= 0.5;
    if (isFound) free.delete(best);
    for (const least of [20, 40]) {
      if (side < least) continue;
      counts[least].faces++;
      if (isFound) counts[least].found++;
    }
  }
}

export const noCounts = () => ({ photographs: 0, boxes: 0, 20: { faces: 0, found: 0 }, 40: { faces: 0, found: 0 } });
