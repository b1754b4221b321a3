import { printable } from '../../core/printable.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import { type FddbCurve, pointAt } from '../../evaluation/detection/fddb.ts';
import type { PrecisionRecall } from '../../evaluation/detection/wider.ts';
import type {
  DetectionReport,
  DetectionSpeed,
  SettingFigures,
} from '../../pipelines/evaluate-detection/detection-report.ts';

/** Shares of the faces at which the text gives the precision. */
const RECALLS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** False detections at which FDDB's curves are read. */
const FALSE_POSITIVES = [10, 100, 500, 1000, 2000];
/** Unreadable images that are listed. */
const UNREADABLE_SHOWN = 5;

/** What detections are worth, for people. */
export function formatDetection(report: DetectionReport): string {
  const { detector, predictions = '', images, annotated, detections, unreadable, speed } = report;
  return [
    detector ? `Detector: ${detectorInWords(detector)}` : `Detections: ${printable(predictions)}`,
    `Images: ${images} of ${annotated} that are annotated, ${detections} detections`,
    ...unreadable.slice(0, UNREADABLE_SHOWN).map(({ path, message }) => `  unreadable  ${printable(path)}  ${message}`),
    ...(unreadable.length > UNREADABLE_SHOWN ? [`  … and ${unreadable.length - UNREADABLE_SHOWN} more`] : []),
    ...figureLines(report),
    ...partLines(report),
    ...(speed ? [`Speed: ${speedInWords(speed)}`] : []),
    '',
  ].join('\n');
}

const figureLines = ({ figures }: DetectionReport): string[] =>
  figures.protocol === 'fddb'
    ? fddbLines(figures)
    : [
        'Average precision (WIDER FACE), and the precision at each share of the faces that is found:',
        `  ${''.padEnd(23)}${RECALLS.map((recall) => percent(recall, 0).padStart(6)).join('')}`,
        ...figures.settings.map(settingLine),
      ];

const settingLine = (figures: SettingFigures): string =>
  `  ${figures.setting.padEnd(7)}${apInWords(figures)} ${`of ${figures.faces}`.padStart(9)}${RECALLS.map((recall) => precisionInWords(figures, recall).padStart(6)).join('')}`;

export const apInWords = ({ averagePrecision }: PrecisionRecall): string =>
  Number.isNaN(averagePrecision) ? '     –' : averagePrecision.toFixed(4);

/** The best precision at a recall or a higher one, which is what average precision adds up. */
function precisionInWords({ recall, precision }: PrecisionRecall, least: number): string {
  const reached = precision.filter((value, i) => (recall[i] ?? 0) >= least && !Number.isNaN(value));
  return reached.length === 0 ? '–' : Math.max(...reached).toFixed(3);
}

function fddbLines(curve: FddbCurve): string[] {
  return [
    `FDDB, ${curve.faces} faces: share of the faces that is found, by false detections`,
    '  false  discrete  continuous',
    ...FALSE_POSITIVES.flatMap((count) => {
      const point = pointAt(curve, count);
      const isReached = count <= (curve.points.at(-1)?.falsePositives ?? 0);
      return point && isReached ? [fddbLine(String(count), point)] : [];
    }),
    ...curve.points.slice(-1).map((point) => fddbLine(`${point.falsePositives}`, point)),
  ];
}

const fddbLine = (
  count: string,
  { discrete, continuous }: { readonly discrete: number; readonly continuous: number },
): string => `  ${count.padStart(5)}    ${discrete.toFixed(4)}      ${continuous.toFixed(4)}`;

/** Of a part of a benchmark: that its figures are not the benchmark's. */
export const partLines = ({ images, annotated }: DetectionReport): string[] =>
  images < annotated
    ? [`These are figures of a part (${images} of ${annotated} images): they are not comparable with published ones.`]
    : [];

export const speedInWords = ({ imagesPerSecond, milliseconds, threads, pixels }: DetectionSpeed): string =>
  `${imagesPerSecond.toFixed(1)} images a second; ${milliseconds.toFixed(0)} ms an image of ${(pixels / 1e6).toFixed(2)} megapixels in ${threads === 1 ? 'one thread' : `one of ${threads} threads`}`;

/** A detector with its options. */
export const detectorInWords = ({
  name,
  minFaceSize,
  maxFaceSize,
  thresholds,
  scaleFactor,
  scoreThreshold,
  multiScale,
  srnSettings,
  rotate,
}: RecordedDetector): string =>
  [
    name,
    minFaceSize === undefined ? '' : `faces from ${minFaceSize} pixels`,
    maxFaceSize === undefined ? '' : `to ${maxFaceSize} pixels`,
    thresholds === undefined ? '' : `thresholds ${thresholds.join(', ')}`,
    scaleFactor === undefined ? '' : `scale factor ${scaleFactor}`,
    scoreThreshold === undefined ? '' : `scores from ${scoreThreshold}`,
    multiScale === undefined ? '' : `several sizes up to ${multiScale}² pixels`,
    srnSettings === undefined ? '' : `settings of the ${srnSettings}`,
    rotate === true ? 'turned' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');

const percent = (share: number, digits: number): string => `${(share * 100).toFixed(digits)} %`;

/** The report as one JSON object, for programs. What is not a number is null. */
export const formatDetectionJson = (report: DetectionReport): string => `${JSON.stringify(report)}\n`;
