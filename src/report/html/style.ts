import type { Markup } from '../markup.ts';

/** The style sheet of a report: follows the reader's choice of light or dark, and prints well. */
export const REPORT_STYLE: Markup = {
  markup: `
:root { color-scheme: light dark; --ground: #fff; --panel: #f5f6f8; --line: #d9dde3; --text: #1c2126; --quiet: #5b6570;
  --genuine: #2468b4; --impostor: #c4571b; --accent: #1c2126; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181c; --panel: #1e2329; --line: #363d46; --text: #e8ebef;
  --quiet: #9aa5b1; --genuine: #6aaaf0; --impostor: #f0924f; --accent: #e8ebef; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 20px; margin: 40px 0 12px; }
p { margin: 0 0 12px; max-width: 75ch; }
.quiet { color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 12px; margin: 24px 0 0; }
.figures div { background: var(--panel); border-radius: 8px; padding: 12px 16px; display: flex; flex-direction: column; }
.figures dt { color: var(--quiet); font-size: 14px; }
.figures dd { margin: 0; }
.figures dd.value { font-size: 26px; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.figures dd.more { color: var(--quiet); font-size: 14px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px; }
.charts figure { margin: 0; }
.charts h2 { margin-bottom: 4px; }
figcaption { color: var(--quiet); font-size: 14px; }
svg { width: 100%; height: auto; display: block; overflow: hidden; font: 13px system-ui, sans-serif; }
svg .grid { stroke: var(--line); stroke-width: 1; opacity: .7; }
svg .axis { stroke: var(--quiet); fill: none; }
svg .tick, svg .label { fill: var(--quiet); }
svg .note { fill: var(--text); font-weight: 600; paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; }
svg .target { stroke: var(--text); stroke-dasharray: 5 4; stroke-width: 1.5; opacity: .75; }
svg .curve { stroke: var(--genuine); fill: none; stroke-width: 2.5; stroke-linejoin: round; }
svg .other { stroke: var(--impostor); stroke-dasharray: 7 4; }
svg .point { fill: var(--genuine); stroke: var(--ground); stroke-width: 2; }
svg .genuine { fill: var(--genuine); stroke: var(--genuine); fill-opacity: .35; stroke-width: 1.5; }
svg .impostor { fill: var(--impostor); stroke: var(--impostor); fill-opacity: .35; stroke-width: 1.5; stroke-dasharray: 3 2; }
svg .right { fill: var(--genuine); }
svg .wrong { fill: var(--impostor); }
svg .frame { fill: none; stroke: var(--line); }
svg .count { font-size: 11px; fill: var(--text); }
.key { display: inline-block; width: 14px; height: 10px; border-radius: 2px; margin: 0 6px 0 14px; }
.key:first-child { margin-left: 0; }
.key.genuine { background: var(--genuine); }
.key.impostor { background: var(--impostor); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: 14px; padding-bottom: 8px; }
th, td { text-align: right; padding: 6px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--quiet); font-weight: 500; font-size: 14px; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
table.made th { width: 1%; font-weight: 500; color: var(--quiet); vertical-align: top; }
table.made td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 16px; padding: 0; margin: 0; list-style: none; }
.pairs figure { margin: 0; background: var(--panel); border-radius: 8px; padding: 8px; }
.pairs .faces { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; }
.pairs img, .pairs .gone { width: 100%; height: auto; aspect-ratio: 1; border-radius: 4px; display: block; object-fit: cover; }
.pairs .gone { background: var(--line); display: grid; place-items: center; font-size: 13px; color: var(--quiet); }
.pairs img { height: auto; }
.pairs figcaption { overflow-wrap: anywhere; }
.pairs .verdict { color: var(--text); line-height: 1.3; margin: 6px 0 4px; }
.pairs .names { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; overflow-wrap: anywhere; line-height: 1.3; margin: 6px 0 4px; color: var(--text); }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px; padding: 0; margin: 0; list-style: none; }
.sheet figure { margin: 0; height: 100%; background: var(--panel); border-radius: 8px; padding: 8px; }
.sheet .faces { display: flex; gap: 8px; }
.sheet .faces > div { flex: 0 1 98px; min-width: 0; overflow-wrap: anywhere; font-size: 12px; line-height: 1.3; color: var(--quiet); }
.sheet img, .sheet .gone { width: 100%; aspect-ratio: 1; border-radius: 4px; display: block; object-fit: contain; background: var(--line); margin-bottom: 4px; }
.sheet .gone { display: grid; place-items: center; }
.sheet figcaption { margin-top: 6px; overflow-wrap: anywhere; line-height: 1.35; }
.sheet figcaption strong { display: block; color: var(--text); font-weight: 600; }
.strip { display: flex; flex-wrap: wrap; gap: 4px; padding: 0; margin: 0 0 16px; list-style: none; }
.strip li { width: 80px; }
.strip img, .strip .gone { width: 80px; height: 80px; border-radius: 4px; display: block; object-fit: contain; background: var(--line); }
.strip .gone { display: grid; place-items: center; font-size: 11px; color: var(--quiet); }
h3 { font-size: 16px; margin: 20px 0 0; overflow-wrap: anywhere; }
h3 + p { margin-bottom: 6px; font-size: 14px; }
@media print { figure, .figures div { break-inside: avoid; } }
`,
};
