/** The look of a page: light and dark by the reader's setting, and on paper. */
export const css = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c1f24; --quiet: #5a626e; --line: #d8dce2; --grid: #e9ecf0; --wash: #f5f6f8;
  --alarm: #b3261e; --missing-picture: #e5007d; --missing-map: #b9bdc4;
  --series-1: #1466b8; --series-2: #c2410c; --series-3: #15803d; --series-4: #8b3fb0; --series-5: #8a6a00; --series-6: #be185d;
  --red: #c62828; --green: #2e7d32; --blue: #1e5fc4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e8eb; --quiet: #a2aab5; --line: #363c45; --grid: #272c33; --wash: #1c2026;
    --alarm: #ff8a80; --missing-map: #6b7280;
    --series-1: #6cb2ff; --series-2: #ff9a62; --series-3: #5fce8a; --series-4: #d39bf0; --series-5: #e2bf4a; --series-6: #ff86b4;
    --red: #ff7b74; --green: #6fce7b; --blue: #7fb0ff;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
body { max-width: 1120px; margin: 0 auto; padding: 28px 24px 40px; }
header { border-bottom: 1px solid var(--line); padding-bottom: 10px; }
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 10px; font-weight: 650; }
h3 { font-size: 0.95rem; margin: 0 0 4px; font-weight: 600; }
section { margin: 34px 0 0; }
p { margin: 0 0 10px; max-width: 76ch; }
.lead, .note, footer { color: var(--quiet); }
.lead { margin: 6px 0 0; overflow-wrap: anywhere; }
.note { font-size: 0.87rem; }
.columns + .note { margin-top: 10px; }
footer { margin-top: 40px; border-top: 1px solid var(--line); padding-top: 10px; font-size: 0.85rem; }
code { font: 0.92em ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
.keys { display: flex; flex-wrap: wrap; gap: 10px 34px; margin: 22px 0 0; padding: 0; }
.keys div { min-width: 90px; }
.keys dt { color: var(--quiet); font-size: 0.82rem; }
.keys dd { margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.keys dd small { font-size: 0.82rem; font-weight: 400; color: var(--quiet); display: block; }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr)); gap: 26px 40px; align-items: start; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
caption { text-align: left; color: var(--quiet); font-size: 0.87rem; padding-bottom: 6px; }
th, td { padding: 4px 14px 4px 0; text-align: right; vertical-align: baseline; }
tbody tr { border-top: 1px solid var(--line); }
thead th { font-weight: 600; vertical-align: bottom; }
thead th[scope=colgroup] { text-align: center; }
tbody th, th.text, td.text, thead tr:first-child > th:first-child { text-align: left; }
tbody th { font-weight: 500; overflow-wrap: break-word; max-width: 22rem; }
td.text { overflow-wrap: break-word; }
.stack { display: grid; gap: 22px; grid-template-columns: minmax(0, 1fr); }
.stack table { width: 100%; }
.facts { width: 100%; }
.facts th { color: var(--quiet); white-space: nowrap; width: 1%; }
.paper, .spread { color: var(--quiet); }
.wide { overflow-x: auto; max-width: 100%; }
.wide table { min-width: min(100%, 420px); }
.alarm { color: var(--alarm); font-weight: 600; }
.given::after { content: " •"; color: var(--series-2); }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.87rem; color: var(--quiet); margin-top: 4px; }
figcaption b { color: var(--ink); font-weight: 600; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr)); gap: 20px; align-items: start; }
.strip + .scale { margin: -4px 0 22px; }
.strip { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 12px; align-items: start; margin-bottom: 14px; }
.picture img { display: block; width: 100%; height: auto; border: 1px solid var(--line); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.pixels img { image-rendering: pixelated; }
.holes-picture { background: var(--missing-picture); }
.holes-map { background: var(--missing-map); }
.swatch { display: inline-block; width: 0.8em; height: 0.8em; border: 1px solid var(--line); vertical-align: -0.06em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.scale { display: flex; align-items: center; gap: 8px; margin-top: 6px; font-size: 0.82rem; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; max-width: 420px; }
.scale img { flex: 1; min-width: 20px; height: 9px; border: 1px solid var(--line); image-rendering: auto; }
.thumb { width: 72px; height: 72px; object-fit: contain; display: inline-block; image-rendering: pixelated; border: 1px solid var(--line); vertical-align: middle; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart svg text { font-family: inherit; }
.legend { list-style: none; margin: 4px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 13px; font-size: 0.85rem; }
.legend svg { display: inline-block; width: 20px; height: 8px; vertical-align: middle; margin-right: 4px; }
details { margin-top: 8px; font-size: 0.9rem; }
summary { color: var(--quiet); cursor: pointer; }
details > .wide, details > table { margin-top: 8px; }
:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
@media (max-width: 620px) { .strip { grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); } }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --grid: #ddd; color-scheme: light;
    --series-1: #1466b8; --series-2: #c2410c; --series-3: #15803d; --series-4: #8b3fb0; --series-5: #8a6a00; --series-6: #be185d;
    --red: #c62828; --green: #2e7d32; --blue: #1e5fc4; --missing-map: #b9bdc4; --alarm: #b3261e; }
  @page { margin: 14mm; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  section { margin-top: 20px; }
  h2, h3, summary { break-after: avoid; }
  figure, tr, .keys { break-inside: avoid; }
  .wide { overflow: visible; }
}
`;
