import Documents

/// How pages look: as wide as a sheet of paper, on it as on a screen, in black on white. On a screen
/// a long table scrolls by itself, its titles and notes in sight; on paper all of it is there. No word is
/// broken on a screen, however narrow: what is longer than a line, such as a hash, scrolls by itself.
let webPageStyle = """
  :root { color-scheme: light; }
  body {
    max-width: 210mm; margin: 2em auto; padding: 0 1em;
    font: 15px/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1a1a1a;
    background: #fff;
  }
  h1 { font-size: 1.6em; margin: 0 0 .3em; overflow-x: auto; }
  h2 { font-size: 1.15em; margin: 2em 0 .6em; break-after: avoid; }
  .lead { margin: 0; color: #444; }
  p, pre, figure, dl { max-width: 174mm; }
  .wide { overflow: auto; max-height: 90vh; }
  table {
    border-collapse: collapse; margin: .5em 0; font-size: .9em; white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  caption { text-align: left; padding: .3em 0; color: #444; }
  thead, tfoot { position: sticky; background: #fff; }
  thead { top: 0; }
  tfoot { bottom: 0; }
  thead { border-top: 1.5px solid #000; border-bottom: 1px solid #000; }
  tbody { border-bottom: 1.5px solid #000; }
  th, td { padding: .15em .8em .15em 0; text-align: right; font-weight: normal; }
  th:first-child, .text th, .text td { text-align: left; }
  .text { white-space: normal; }
  .text td { vertical-align: top; }
  .mark { display: inline-block; min-width: .9em; text-align: left; }
  thead th { font-weight: bold; }
  tr { break-inside: avoid; }
  tfoot td { text-align: left; color: #444; padding: .1em 0; white-space: normal; }
  .note { display: block; position: sticky; left: 0; max-width: min(174mm, calc(100vw - 4em)); }
  figure { margin: 1em 0 1.5em; break-inside: avoid; }
  figure svg { width: 150mm; max-width: 100%; height: auto; display: block; margin: 0 auto; }
  figcaption { font-size: .87em; color: #444; margin-top: .4em; }
  pre {
    font: 12.5px/1.45 "Liberation Mono", Menlo, Consolas, monospace; background: #f6f6f6;
    padding: .8em 1em; white-space: pre-wrap; overflow-x: auto;
  }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1.2em; margin: .5em 0; }
  dt { color: #444; }
  dd { margin: 0; min-width: 0; overflow-x: auto; }
  @media (max-width: 600px) {
    body { margin: 1em auto; }
    dl { display: block; }
    dt { margin-top: .5em; }
  }
  @page { size: A4; margin: 18mm; }
  @media print {
    body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; }
    .wide { overflow: visible; max-height: none; }
    .note { position: static; max-width: none; }
    h1, dd, pre, .text { overflow-wrap: anywhere; }
    thead, tfoot { position: static; }
    table { white-space: normal; }
    pre { font-size: 8pt; background: none; border: .5pt solid #bbb; }
  }

  """
