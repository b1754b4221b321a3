import type { StepRecord, TrainingHistory } from '../../pipelines/train/history.ts';
import type { AnyTrainSettings } from '../../pipelines/train/train-settings.ts';
import { html, type Markup } from '../markup.ts';
import { lineChart, type LineChart, type Point } from '../svg/training.ts';
import { figureCard, htmlPage, madeTable, percent } from './page-frame.ts';

/** A page about a training so far: what it came to, and curves of everything that it told. It needs nothing but itself. */
export function formatTrainingHtml(history: TrainingHistory, settings: AnyTrainSettings): string {
  const title = `Training of ${settings.name}`;
  return htmlPage(
    title,
    html`<h1>${title}</h1>
      <p class="quiet">${settings.architecture}, ${settings.objective}, on ${settings.data}.</p>
      <dl class="figures">${figureCards(history)}</dl>
      <div class="charts">${chartsOf(history).map(figure)}</div>
      ${setupTable(settings)}`,
  );
}

function figureCards({ steps, measured }: TrainingHistory): Markup[] {
  const recent = steps.slice(-Math.max(1, Math.floor(steps.length / 10)));
  const loss = recent.reduce((sum, each) => sum + each.loss, 0) / recent.length;
  const best = measured.reduce((a, b) => (b.areaUnderCurve > a.areaUnderCurve ? b : a), measured[0] ?? NOTHING);
  const last = measured.at(-1);
  return [
    figureCard('Steps', String(steps.at(-1)?.step ?? 0), `learning rate ${steps.at(-1)?.rate ?? 0} at the end`),
    figureCard('Loss', loss.toPrecision(3), 'mean of the last tenth of the steps'),
    ...(last
      ? [
          figureCard('Validation accuracy', percent(last.accuracy), `after step ${last.step}`),
          figureCard(
            'Area under the curve',
            last.areaUnderCurve.toFixed(4),
            `best ${best.areaUnderCurve.toFixed(4)} after step ${best.step}; 1 is perfect, 0.5 is chance`,
          ),
        ]
      : []),
  ];
}

const NOTHING = { step: 0, accuracy: 0, areaUnderCurve: 0, validationRate: 0 };

/** Of triplets these two belong together. */
const DISTANCES = ['d(a,p)', 'd(a,n)'];

function chartsOf({ steps, measured }: TrainingHistory): LineChart[] {
  const details = [...new Set(steps.flatMap((each) => Object.keys(each.details)))];
  const of = (name: string, value: (each: StepRecord) => number | undefined) => ({
    name,
    points: steps.flatMap((each): Point[] => {
      const found = value(each);
      return found === undefined ? [] : [[each.step, found]];
    }),
  });
  const detail = (name: string) => of(name, (each) => each.details[name]);
  const distances = DISTANCES.filter((name) => details.includes(name));
  const groups = [
    ...(distances.length > 0 ? [distances] : []),
    ...details.filter((n) => !distances.includes(n)).map((n) => [n]),
  ];
  const charts = [
    { title: 'Loss', series: [of('loss', ({ loss }) => loss)] },
    ...(measured.length > 0 ? [validationChart(measured)] : []),
    ...groups.map((names) => ({ title: inTitle(names), series: names.map(detail) })),
    { title: 'Spread', series: [of('spread', ({ spread }) => spread)] },
    { title: 'Learning rate', series: [of('rate', ({ rate }) => rate)] },
  ];
  return charts.map((each, i) => ({ ...each, id: `chart${i}` }));
}

const validationChart = (measured: TrainingHistory['measured']) => ({
  title: 'Validation',
  series: [
    { name: 'area under the curve', points: measured.map((each): Point => [each.step, each.areaUnderCurve]) },
    { name: 'accuracy', points: measured.map((each): Point => [each.step, each.accuracy]) },
  ],
});

function inTitle([name = '', other]: readonly string[]): string {
  if (other !== undefined) return 'Squared distances';
  return name === 'active' ? 'Share of active triplets' : name.charAt(0).toUpperCase() + name.slice(1);
}

const figure = (each: LineChart): Markup =>
  html`<figure>
    <h2>${each.title}</h2>
    ${lineChart(each)}
    <figcaption>${each.series.length > 1 ? keysOf(each) : (MEANINGS[each.title] ?? '')}</figcaption>
  </figure>`;

const keysOf = ({ series }: LineChart): Markup[] =>
  series.map(({ name }, i) => html`<span class="key ${i === 0 ? 'genuine' : 'impostor'}"></span>${name}`);

const MEANINGS: Readonly<Partial<Record<string, string>>> = {
  Spread: '1 when embeddings point everywhere, 0 when all faces have one.',
  'Share of active triplets': 'Pairs of one person for which there is a negative within the margin.',
};

function setupTable(settings: AnyTrainSettings): Markup {
  const { architecture, dimension, optimiser, weightDecay, keep, averageDecay, seed, pretrained, freeze } = settings;
  return madeTable('How it was made', [
    ['Network', `${architecture}, ${dimension} numbers`],
    ...(pretrained === undefined ? [] : [['Begun with', pretrained] as const]),
    ...(freeze.length === 0 ? [] : [['Layers that stay', freeze.join(', ')] as const]),
    [
      'Batch',
      settings.objective === 'triplet'
        ? `${settings.people} people × ${settings.imagesPerPerson} images`
        : `${settings.batch} images`,
    ],
    ...(settings.objective === 'triplet'
      ? [['Negatives', `${settings.negatives}, margin ${settings.margin}`] as const]
      : []),
    ['Optimiser', optimiser],
    ['Weight decay', String(weightDecay)],
    ['Dropout keeps', String(keep)],
    ['Averages of the weights', averageDecay > 0 ? `decay ${averageDecay}` : 'none'],
    ['Seed', String(seed)],
  ]);
}
