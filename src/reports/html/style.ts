/** The look of every document: one column, quiet colours, light and dark, and a first page that prints as one sheet. Inline, so that a page needs no network. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f5f4ef; --sheet: #ffffff; --ink: #1c2226; --quiet: #596169; --line: #e1dfd6; --band: #faf9f5;
  --accent: #0b5563; --good: #1b6b3a; --warn: #7d5200; --bad: #a1261d; --good-wash: #eef6f0; --warn-wash: #fbf3e2; --bad-wash: #fbeeec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161a; --sheet: #1a2025; --ink: #e5e9eb; --quiet: #9da8b0; --line: #2d363d; --band: #20272d;
    --accent: #7fcbd9; --good: #86d3a2; --warn: #e8bd72; --bad: #f3a199; --good-wash: #1b2a23; --warn-wash: #2c2619; --bad-wash: #2f2020;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: block; padding: .5rem 1.5rem; }
main, footer { max-width: 68rem; margin: 0 auto; padding: 3rem 1.5rem 0; } footer { padding-top: 0; }
.over { margin: 0; color: var(--quiet); font-size: .875rem; letter-spacing: .02em; }
h1 { margin: .1rem 0 0; font-size: 2.25rem; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; }
.headline { margin: .4rem 0 0; color: var(--quiet); font-size: 1.0625rem; }
h2 { margin: 0 0 .6rem; font-size: 1.25rem; line-height: 1.35; font-weight: 650; letter-spacing: -.005em; }
h3 { margin: 0 0 .2rem; font-size: .8125rem; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; color: var(--quiet); }
p { margin: 0 0 .6rem; max-width: 46rem; }
h2 + .note { margin-top: -.35rem; }
.note { color: var(--quiet); font-size: .9375rem; margin-bottom: .75rem; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
section { margin: 2.5rem 0; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; padding: 1.75rem 2rem; margin: 1.75rem 0 0; }
.question { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1.25rem; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem 2rem; margin: 0; }
.answers > div { border-left: 3px solid var(--line); padding-left: 1rem; }
.answers .yes { border-color: var(--good); } .answers .yes h3 { color: var(--good); }
.answers .no { border-color: var(--bad); } .answers .no h3 { color: var(--bad); }
.answers p { margin: 0; font-size: .9688rem; }
.findings { list-style: none; margin: 1.5rem 0 0; padding: 0; border-top: 1px solid var(--line); }
.findings:first-child { margin-top: 0; border-top: 0; }
.findings li { display: grid; grid-template-columns: 8.5rem 1fr; gap: 1rem; padding: .7rem 0; border-bottom: 1px solid var(--line); }
.findings p { margin: 0; } .findings .next { color: var(--quiet); font-size: .9375rem; }
.mark { justify-self: start; align-self: start; padding: .1rem .6rem; border-radius: 1rem; font-size: .8125rem; font-weight: 650; white-space: nowrap; }
.blocks .mark { color: var(--bad); background: var(--bad-wash); } .attention .mark { color: var(--warn); background: var(--warn-wash); }
.note-item .mark { color: var(--quiet); background: var(--band); } .clean .mark { color: var(--good); background: var(--good-wash); }
.decide { display: grid; grid-template-columns: 8.5rem 1fr; gap: .5rem 1rem; align-items: baseline; margin: 1.5rem 0 0; }
.decide dt { color: var(--quiet); font-size: .9375rem; } .decide dd { margin: 0; min-width: 0; }
.code { font-size: 1.625rem; letter-spacing: .06em; font-weight: 600; color: var(--accent); }
.command { display: inline-block; max-width: 100%; padding: .3rem .6rem; background: var(--band); border: 1px solid var(--line); border-radius: .375rem; overflow-wrap: anywhere; }
.private { margin: 1.25rem 0 0; font-size: .9375rem; color: var(--quiet); }
nav ol { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; font-size: .9375rem; }
nav { margin: 1.5rem 0 0; } a { color: var(--accent); text-underline-offset: .15em; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--sheet); }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .45rem .85rem; text-align: left; vertical-align: top; }
thead th { font-size: .8125rem; font-weight: 600; color: var(--quiet); background: var(--band); border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 500; }
tfoot > tr > * { border-top: 2px solid var(--line); font-weight: 650; }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td code, th code, dd code { display: inline-block; max-width: 24rem; white-space: pre-wrap; overflow-wrap: break-word; unicode-bidi: isolate; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .quiet { color: var(--quiet); }
.warn, .bad { font-weight: 600; }
.more { margin: .5rem 0 0; color: var(--quiet); font-size: .9375rem; }
.facts { margin: 0; display: grid; grid-template-columns: minmax(10rem, 14rem) 1fr; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; }
.facts > div { display: contents; }
.facts dt, .facts dd { margin: 0; padding: .5rem .85rem; }
.facts dt { color: var(--quiet); } .facts dd { min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.facts > div + div > * { border-top: 1px solid var(--line); }
.facts small { display: block; color: var(--quiet); font-size: .875rem; }
pre { margin: .5rem 0 0; padding: 1rem 1.25rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
summary { cursor: pointer; color: var(--accent); }
footer { padding-bottom: 4rem; color: var(--quiet); font-size: .875rem; }
footer .hash { overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  .answers, .facts { grid-template-columns: 1fr; } .findings li, .decide { grid-template-columns: 1fr; gap: .35rem; }
  .facts dt { padding-bottom: 0; } .facts dd { padding-top: 0; } .facts > div + div > dd { border-top: 0; } .sheet { padding: 1.25rem; } h1 { font-size: 1.875rem; }
}
@media print {
  :root {
    color-scheme: light; --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --band: #f4f4f4;
    --accent: #0b5563; --good: #1b6b3a; --warn: #7d5200; --bad: #a1261d; --good-wash: #fff; --warn-wash: #fff; --bad-wash: #fff;
  }
  @page { size: A4; margin: 16mm 14mm; }
  body { font-size: 10.5pt; } main, footer { max-width: none; padding: 0; }
  nav, .skip { display: none; } .scroll { overflow: visible; }
  .sheet { padding: 1rem 1.25rem; break-inside: avoid; } .page-one { break-after: page; }
  h2 { break-after: avoid; } tr, .facts > div, .findings li { break-inside: avoid; } thead { display: table-header-group; } tfoot { display: table-row-group; }
  section { margin: 1.5rem 0; }
}
`;
