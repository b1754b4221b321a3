import { OUTPUT } from '../../srn/network.ts';
import { FIRST_SCORE } from '../../srn/candidates.ts';
import { LEVELS } from '../../srn/levels.ts';
import type { SrnSize } from '../../srn/size.ts';
import { sigmoidFocal } from '../../tensor/training/losses/focal.ts';
import { outputOf, weightedSum, type Loss, type WriteLoss } from '../../tensor/training/losses/loss.ts';
import { rowsOf, sliceRows } from '../../tensor/training/losses/rows.ts';
import { smoothL1 } from '../../tensor/training/losses/smooth-l1.ts';
import type { Tape, Variable } from '../../tensor/training/tape/tape.ts';
import { anchorBoxes, anchorCount, anchorGrids } from './anchor-grid.ts';
import { MATCH } from './match.ts';
import { matchMoved, type Wanted } from './match-moved.ts';

/** Of the focal loss. */
const FOCAL = { alpha: 0.25, gamma: 2 } as const;

export interface SrnLossOptions extends Pick<SrnSize, 'stc' | 'str'> {
  /** Images of a step. */
  readonly batch: number;
  /** Of the images, pixels. */
  readonly side: number;
}

/** The paper's loss: focal loss of the scores and smooth L1 of the boxes of both steps, each divided by the anchors that show a face in its step. */
export const srnLoss =
  (options: SrnLossOptions): WriteLoss =>
  (tape, outputs) =>
    new LossWriter(tape, outputs, options).write();

/** What the second step adds, and the anchors that it takes for faces and for none. */
interface Second {
  readonly losses: Readonly<Record<'scores 2' | 'boxes 2', Variable>>;
  readonly counts: Readonly<Record<'positives' | 'negatives', Variable>>;
}

class LossWriter {
  readonly #tape: Tape;
  readonly #outputs: Readonly<Record<string, Variable>>;
  readonly #options: SrnLossOptions;
  readonly #grids: ReturnType<typeof anchorGrids>;
  /** The first anchor of the coarse levels, and the number of all. */
  readonly #coarse: number;
  readonly #count: number;
  readonly #given: { readonly labels: Readonly<Record<1 | 2, string>>; readonly targets: string };

  constructor(tape: Tape, outputs: Readonly<Record<string, Variable>>, options: SrnLossOptions) {
    this.#tape = tape;
    this.#outputs = outputs;
    this.#options = options;
    this.#grids = anchorGrids(options.side);
    this.#count = anchorCount(this.#grids);
    this.#coarse = this.#grids[FIRST_COARSE]?.start ?? 0;
    const input = (name: string, numbers: number): string => tape.input(name, [options.batch, this.#count, numbers]);
    this.#given = { labels: { 1: input('labels 1', 1), 2: input('labels 2', 1) }, targets: input('targets', 4) };
  }

  write(): Loss {
    const { stc = true, str = true } = this.#options;
    const moved = str ? this.#regress() : undefined;
    const kept = stc ? this.#classify() : undefined;
    const second = this.#second(kept?.labels, moved?.wanted);
    const losses = {
      ...(kept && { 'scores 1': kept.loss }),
      ...(moved && { 'boxes 1': moved.loss }),
      ...second.losses,
    };
    const terms = Object.values(losses).map((term) => [1, term] as const);
    return { total: weightedSum(this.#tape, terms), outputs: { ...losses, ...second.counts } };
  }

  /** The first step of STR: boxes of the coarse levels, and where that moves their anchors. */
  #regress(): { readonly loss: Variable; readonly wanted: Wanted } {
    const tape = this.#tape;
    const boxes = this.#rows(OUTPUT.box, 1, 'coarse', 4);
    const labels = this.#part(this.#given.labels[1], 'coarse');
    const anchors = Float32Array.from(this.#grids.slice(FIRST_COARSE).flatMap((grid) => [...anchorBoxes(grid)]));
    const faces = tape.input('faces', [this.#options.batch, 'faces', 5]);
    return {
      loss: this.#boxLoss(boxes, { labels, targets: this.#part(this.#given.targets, 'coarse') }),
      wanted: matchMoved(tape, { anchors, deltas: boxes.name, faces, rule: MATCH[2] }),
    };
  }

  /** The first step of STC: scores of the fine levels, and the labels of the second step without the sure negatives. */
  #classify(): { readonly loss: Variable; readonly labels: string } {
    const tape = this.#tape;
    const scores = this.#rows(OUTPUT.score, 1, 'fine', 1);
    const labels = this.#part(this.#given.labels[1], 'fine');
    const next = this.#part(this.#given.labels[2], 'fine');
    const sure = tape.op('LessOrEqual', [tape.op('Sigmoid', [scores.name]), tape.constant(FIRST_SCORE)]);
    const shows = tape.op('Greater', [next, tape.constant(0.5)]);
    const dropped = tape.op('And', [sure, tape.op('Not', [shows])]);
    return {
      loss: this.#scoreLoss(scores, labels),
      labels: tape.op('Where', [dropped, tape.constant(-1), next]),
    };
  }

  #second(kept: string | undefined, moved: Wanted | undefined): Second {
    const tape = this.#tape;
    const { labels: given, targets } = this.#given;
    const joined = (fine: string, coarse: string): string => tape.op('Concat', [fine, coarse], { axis: 1 });
    const labels =
      kept || moved
        ? joined(kept ?? this.#part(given[2], 'fine'), moved?.labels ?? this.#part(given[2], 'coarse'))
        : given[2];
    const wanted = { labels, targets: moved ? joined(this.#part(targets, 'fine'), moved.targets) : targets };
    const counted = tape.op('Less', [tape.op('Abs', [labels]), tape.constant(0.5)]);
    return {
      losses: {
        'scores 2': this.#scoreLoss(this.#rows(OUTPUT.score, 2, 'all', 1), labels),
        'boxes 2': this.#boxLoss(this.#rows(OUTPUT.box, 2, 'all', 4), wanted),
      },
      counts: {
        positives: tape.leaf(this.#positives(labels), [], false),
        negatives: tape.leaf(this.#sum(tape.op('Cast', [counted], { to: FLOAT })), [], false),
      },
    };
  }

  #rows(name: typeof OUTPUT.score, step: 1 | 2, levels: keyof typeof PARTS, numbers: number): Variable {
    const maps = LEVELS.map((_, level) => level).slice(...PARTS[levels]);
    return rowsOf(
      this.#tape,
      maps.map((level) => outputOf(this.#outputs, name(step, level))),
      numbers,
    );
  }

  #part(rows: string, levels: 'fine' | 'coarse'): string {
    return sliceRows(this.#tape, rows, levels === 'fine' ? [0, this.#coarse] : [this.#coarse, this.#count]);
  }

  #scoreLoss(scores: Variable, labels: string): Variable {
    return sigmoidFocal(this.#tape, scores, { labels, divisor: this.#divisor(labels), ...FOCAL });
  }

  #boxLoss(boxes: Variable, { labels, targets }: Wanted): Variable {
    const counted = this.#tape.op('Greater', [labels, this.#tape.constant(0.5)]);
    return smoothL1(this.#tape, boxes, { targets, counted, divisor: this.#divisor(labels) });
  }

  /** Anchors that show a face, at least 1. */
  #divisor(labels: string): string {
    return this.#tape.op('Max', [this.#positives(labels), this.#tape.constant(1)]);
  }

  #positives(labels: string): string {
    return this.#sum(this.#tape.op('Max', [labels, this.#tape.constant(0)]));
  }

  #sum(rows: string): string {
    return this.#tape.sum(rows, [0, 1, 2]);
  }
}

/** ONNX's number of the type. */
const FLOAT = 1;
const FIRST_COARSE = LEVELS.findIndex(({ firstStep }) => firstStep === 'boxes');
const PARTS = { fine: [0, FIRST_COARSE], coarse: [FIRST_COARSE, LEVELS.length], all: [0, LEVELS.length] } as const;
