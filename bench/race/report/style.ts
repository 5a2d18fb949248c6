import { raw, type Html } from './html.ts';

/**
 * The colours of families tell each other apart for the colour-blind too (after Okabe and Ito), have a
 * contrast of 3 or more to their ground, and are never the only thing that says what something is.
 */
export const style: Html = raw(`
:root {
  color-scheme: light dark;
  --ground: #fff; --panel: #f6f7f9; --ink: #16191d; --quiet: #5b6470; --rule: #d9dde3;
  --toolc: #0072b2; --finish: #56a3d9; --native: #c45500; --react: #7b8490; --code: #00805e;
  --peer: #a8508a; --other: #7b8490; --good: #00704f; --bad: #b3261e;
  --wait: #b9cbe0; --write: #0072b2; --call: #c45500;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --panel: #1c2026; --ink: #e8eaed; --quiet: #a2abb6; --rule: #363c45;
    --toolc: #4aa8e8; --finish: #2f74a8; --native: #ee8a3c; --react: #8e97a3; --code: #2eb68d;
    --peer: #d98fbf; --other: #8e97a3; --good: #4cc79b; --bad: #ff8a80;
    --wait: #34506b; --write: #4aa8e8; --call: #ee8a3c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.25rem; margin: 3rem 0 0.75rem; padding-top: 0.75rem; border-top: 2px solid var(--rule); }
h3 { font-size: 1rem; margin: 0 0 0.25rem; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; }
a { color: var(--toolc); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 1rem 0 0; list-style: none; }
small, .quiet, figcaption span, caption span { color: var(--quiet); }
.lead { font-size: 1.15rem; }
.badge { display: inline-block; padding: 0.1rem 0.6rem; border: 1px solid var(--rule); border-radius: 1rem;
  color: var(--quiet); font-size: 0.85rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
.card p { font-size: 0.9rem; }
.card { min-width: 0; background: var(--panel); border-radius: 0.5rem; padding: 1rem; }
details { margin-top: 0.75rem; }
summary { cursor: pointer; color: var(--toolc); }
.chart { margin: 0; font-size: 0.85rem; }
figcaption { margin-bottom: 0.6rem; font-size: 0.95rem; }
figcaption strong { display: block; }
figcaption span { font-size: 0.85rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin: 0 0 0.5rem; padding: 0; list-style: none; color: var(--quiet); }
.legend i { display: inline-block; width: 0.85rem; height: 0.7rem; margin-right: 0.4rem; border-radius: 2px; }
.row { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); align-items: center; column-gap: 0.75rem; }
.row .label { text-align: right; line-height: 1.15; padding: 2px 0; overflow-wrap: anywhere; }
.row .label small { display: block; font-size: 0.75rem; }
.plot { display: block; overflow: hidden; }
.plot text { fill: var(--ink); stroke: var(--panel); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; font-size: 12px; font-variant-numeric: tabular-nums; }
.axis .plot text { fill: var(--quiet); font-size: 11px; }
.grid { stroke: var(--rule); stroke-width: 1; }
.one { stroke: var(--quiet); stroke-width: 1.5; }
.range { stroke: var(--ink); stroke-width: 1.5; }
.end { stroke: var(--ink); stroke-width: 1.5; }
line.line-ideal, line.line-floor { stroke: var(--good); stroke-width: 1.5; }
line.line-ideal { stroke-dasharray: 2 3; }
line.line-floor { stroke-dasharray: 6 3; }
.legend i.line-ideal, .legend i.line-floor { width: 1.4rem; height: 0; border-radius: 0; vertical-align: middle; border-top: 2px dotted var(--good); }
.legend i.line-floor { border-top-style: dashed; }
.bound { fill: var(--ink); background: var(--ink); }
.legend i.bound { width: 3px; height: 0.95rem; vertical-align: -0.15rem; }
.tone-toolc { fill: var(--toolc); background: var(--toolc); }
.tone-finish { fill: var(--finish); background: var(--finish); }
.tone-native { fill: var(--native); background: var(--native); }
.tone-react { fill: var(--react); background: var(--react); }
.tone-code { fill: var(--code); background: var(--code); }
.tone-peer { fill: var(--peer); background: var(--peer); }
.tone-other { fill: var(--other); background: var(--other); }
.tone-floor { fill: var(--panel); stroke: var(--ink); stroke-width: 1; }
.model-wait { fill: var(--wait); background: var(--wait); }
.model-text { fill: var(--write); background: var(--write); }
.call { fill: var(--call); background: var(--call); }
.table { overflow-x: auto; margin: 1rem 0; position: relative;
  background: linear-gradient(to left, var(--ground) 1rem, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--rule), transparent) right / 0.8rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.4rem; font-size: 0.95rem; }
caption strong { display: block; }
caption span { display: block; max-width: 46rem; font-size: 0.85rem; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; position: sticky; left: 0; background: var(--ground); min-width: 6.5rem; }
td:not(.figure) { min-width: 6rem; }
td:not(.figure):last-child { min-width: min(18rem, 60vw); }
.figure { text-align: right; white-space: nowrap; }
thead .figure { white-space: normal; }
.strong { font-weight: 700; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.quiet { color: var(--quiet); }
@media (min-width: 60rem) { tbody th { white-space: nowrap; } }
@media (max-width: 40rem) {
  h1 { font-size: 1.35rem; }
  .card { padding: 0.75rem; margin-left: -0.5rem; margin-right: -0.5rem; }
  .row { grid-template-columns: minmax(0, 1fr); }
  .row .label { text-align: left; padding-top: 5px; }
  .row .label small { display: inline; }
  caption { position: sticky; left: 0; max-width: calc(100vw - 2rem); }
}
@media print { .card, tr { break-inside: avoid; } }
`);
