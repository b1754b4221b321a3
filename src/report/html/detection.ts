import type {
  DetectionError,
  DetectionReport,
  SettingFigures,
} from '../../pipelines/evaluate-detection/detection-report.ts';
import { type Markup, html } from '../markup.ts';
import { fddbChart, precisionRecallChart } from '../svg/detection.ts';
import { apInWords, detectorInWords, partLines, speedInWords } from '../text/detection.ts';
import { figureCard, htmlPage, madeTable, percent } from './page-frame.ts';
import { facePicture } from './face-picture.ts';

/** A page about an evaluation of detections; it needs nothing but itself. */
export function formatDetectionHtml(report: DetectionReport, pictures: ReadonlyMap<DetectionError, string>): string {
  const { images, annotated, misses, falseAlarms } = report;
  return htmlPage(
    'Face detection',
    html`<h1>Face detection</h1>
      <p class="quiet">${subjectOf(report)}, ${images} of ${annotated} annotated images.</p>
      ${partLines(report).map((line) => html`<p><strong>${line}</strong></p>`)}
      <dl class="figures">${figureCards(report)}</dl>
      <div class="charts">${curves(report)}</div>
      ${errorSection('Faces that were missed, the largest', misses, pictures)}
      ${errorSection('False detections, the surest', falseAlarms, pictures)} ${setupTable(report)}`,
  );
}

const subjectOf = ({ detector, predictions = '' }: DetectionReport): string =>
  detector ? detectorInWords(detector) : `Detections of ${predictions}`;

function figureCards({ figures, speed }: DetectionReport): Markup[] {
  const speedCards = speed
    ? [figureCard('Speed', `${speed.imagesPerSecond.toFixed(1)} images/s`, speedInWords(speed))]
    : [];
  if (figures.protocol === 'wider') return [...figures.settings.map(settingCard), ...speedCards];
  const last = figures.points.at(-1);
  const more = `with ${last?.falsePositives ?? 0} false detections`;
  return [
    figureCard('Discrete', percent(last?.discrete ?? 0), more),
    figureCard('Continuous', percent(last?.continuous ?? 0), more),
    ...speedCards,
  ];
}

const settingCard = (figures: SettingFigures): Markup =>
  figureCard(
    `AP ${figures.setting}`,
    apInWords(figures),
    `${figures.faces} faces, ${percent(figures.recall.at(-1) ?? 0)} of them found`,
  );

const curves = ({ figures }: DetectionReport): Markup =>
  figures.protocol === 'wider'
    ? html`<figure>
        <h2>Precision and recall</h2>
        ${precisionRecallChart(figures.settings)}
        <figcaption>Detections that show a face, by faces that are found, at each of 1,000 thresholds.</figcaption>
      </figure>`
    : html`<figure>
        <h2>FDDB</h2>
        ${fddbChart(figures)}
        <figcaption>Faces that are found (discrete), and how well boxes match them (continuous).</figcaption>
      </figure>`;

function errorSection(
  title: string,
  errors: readonly DetectionError[],
  pictures: ReadonlyMap<DetectionError, string>,
): Markup {
  if (errors.length === 0) return html``;
  return html`<section>
    <h2>${title}</h2>
    <ol class="pairs">
      ${errors.map((error) => errorFigure(error, pictures.get(error)))}
    </ol>
  </section>`;
}

function errorFigure({ path, box, score }: DetectionError, picture: string | undefined): Markup {
  const size = `${box.width.toFixed(0)} × ${box.height.toFixed(0)} pixels`;
  return html`<li>
    <figure>
      ${facePicture(picture, `Part of ${path}`, 160)}
      <figcaption>
        <div class="verdict"><strong>${score === undefined ? size : `score ${score.toFixed(3)}`}</strong></div>
        ${score === undefined ? '' : size}<br />${path}
      </figcaption>
    </figure>
  </li>`;
}

function setupTable(report: DetectionReport): Markup {
  const { folder, annotations, format, detector, detections, unreadable, notes } = report;
  return madeTable('How this was made', [
    ['Detector', detector ? `${detectorInWords(detector)}, SHA-256 ${detector.sha256}` : subjectOf(report)],
    ['Images', folder],
    ['Annotations', `${annotations} (${format})`],
    ['Detections', String(detections)],
    ['Images that could not be read', String(unreadable.length)],
    ...notes.map((note) => ['Note', note] as const),
  ]);
}
