import { html, type Markup } from '../markup.ts';

/** Side of a cell in units of the view box. */
const CELL = 24;
/** Above this many rows names would overlap, and counts would not fit. */
const MOST_NAMED = 60;
const NAME_LENGTH = 26;
const NAME_ROOM = 180;

export interface ConfusionMatrix {
  /** Of the rows: who a face shows. */
  readonly rows: readonly string[];
  /** Of the columns: the answer. */
  readonly columns: readonly string[];
  /** rows × columns; as many rows as columns, and right answers on the diagonal. */
  readonly counts: readonly (readonly number[])[];
}

/** The matrix as a picture: a row for each person, darker where more of the row's faces are; right answers in another colour. */
export function confusionChart({ rows, columns, counts }: ConfusionMatrix): Markup {
  const isNamed = rows.length <= MOST_NAMED;
  const room = isNamed ? NAME_ROOM : 0;
  const side = Math.max(rows.length, columns.length) * CELL;
  const width = room + side;
  // Few people would make giants of the letters.
  return html`<svg
    viewBox="0 0 ${width} ${width}"
    role="img"
    aria-labelledby="confusion-title confusion-description"
    style="max-width: ${Math.max(width, 320)}px"
  >
    <title id="confusion-title">Confusion matrix</title>
    <desc id="confusion-description">${describe(counts)}</desc>
    <rect class="frame" x="${room}" y="${room}" width="${columns.length * CELL}" height="${rows.length * CELL}" />
    ${isNamed ? [...rows.map(rowName), ...columns.map(columnName)] : []}
    ${counts.flatMap((row, i) => rowCells(row, i, { rows, columns, room, isNamed }))}
  </svg>`;
}

function rowCells(
  row: readonly number[],
  i: number,
  { rows, columns, room, isNamed }: Pick<ConfusionMatrix, 'rows' | 'columns'> & { room: number; isNamed: boolean },
): Markup[] {
  const total = row.reduce((a, b) => a + b, 0);
  return row.flatMap((count, j) => {
    if (count === 0) return [];
    const [x, y] = [room + j * CELL, room + i * CELL];
    // Single mistakes among many faces are what the picture is looked at for.
    const opacity = (0.3 + (0.6 * count) / total).toFixed(2);
    const cell = html`<rect
      class="${i === j ? 'right' : 'wrong'}"
      x="${x}"
      y="${y}"
      width="${CELL}"
      height="${CELL}"
      fill-opacity="${opacity}"
    >
      <title>${rows[i] ?? ''} → ${columns[j] ?? ''}: ${count}</title>
    </rect>`;
    const text = html`<text class="count" x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle">
      ${count < 1000 ? count : `${(count / 1000).toFixed(1)}k`}
    </text>`;
    return isNamed ? [cell, text] : [cell];
  });
}

const rowName = (name: string, i: number): Markup =>
  html`<text class="label" x="${NAME_ROOM - 6}" y="${NAME_ROOM + i * CELL + CELL / 2 + 4}" text-anchor="end">
    ${shortened(name)}
  </text>`;

const columnName = (name: string, j: number): Markup =>
  html`<text class="label" transform="translate(${NAME_ROOM + j * CELL + CELL / 2 + 4} ${NAME_ROOM - 6}) rotate(-90)">
    ${shortened(name)}
  </text>`;

const shortened = (name: string): string => (name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name);

function describe(counts: ConfusionMatrix['counts']): string {
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return `${right} of ${total} faces are on the diagonal, where the answer is right.`;
}
