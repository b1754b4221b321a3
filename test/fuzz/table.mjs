export const KINDS = ['crash', 'exception', 'hang', 'memory', 'message', 'half-written', 'outside', 'wrong'];

/** @param {ReadonlyMap<string, { tried: number, read: number, cpuMs: number, finds: readonly { kind: string }[] }>} totals */
export function printTable(totals) {
  const head = ['target', 'tried', 'read', ...KINDS, 'CPU ms each'];
  const rows = [...totals].map(([name, { tried, read, cpuMs, finds }]) => [
    name,
    tried,
    read,
    ...KINDS.map((kind) => finds.filter((find) => find.kind === kind).length),
    tried === 0 ? '' : (cpuMs / tried).toFixed(1),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)));
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    );
}
