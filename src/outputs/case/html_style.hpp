#pragma once
// The style sheet of the HTML report: system fonts, one column that fits a phone, light and dark as
// the reader's system asks, every detail open on paper.

#include <string_view>

namespace hrp::outputs {

inline constexpr std::string_view kReportStyle = R"(
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2430; --dim: #5b6675; --line: #d9dee5;
  --pass: #137a3f; --fail: #b3261e; --pass-soft: #e2f4e9; --fail-soft: #fbe6e4;
  --code: #f1f3f6; --dns: #7c5cc4; --connect: #2f7fd1; --tls: #c27a12; --wait: #2f9e62;
  --rest: #8a94a3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2028; --text: #e3e8ef; --dim: #98a4b3; --line: #2f3844;
    --pass: #5fd08d; --fail: #ff8a80; --pass-soft: #173425; --fail-soft: #431f1d;
    --code: #11151b; --dns: #a58be6; --connect: #6cb2f2; --tls: #e5a94e; --wait: #5cc48b;
    --rest: #7c8796;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.4rem; margin: .5rem 0; }
h3 { font-size: .85rem; margin: 1rem 0 .3rem; color: var(--dim); font-weight: 600; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: .8rem 0 1.2rem; }
.tile {
  flex: 1 1 7rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .5rem .8rem;
}
.tile b { display: block; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.tile span, .dim { color: var(--dim); font-size: .85rem; }
details { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
details.case { margin: 0 0 1rem; }
details.step, details.plain { margin: .5rem 0; }
summary {
  cursor: pointer; padding: .55rem .8rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem;
  align-items: baseline; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::before { content: "\25B8"; color: var(--dim); width: .8em; }
details[open] > summary::before { content: "\25BE"; }
summary:focus-visible { outline: 2px solid var(--connect); outline-offset: 2px; }
.case > summary .name { font-weight: 600; font-size: 1.05rem; }
.name { flex: 1 1 12rem; }
.inside { padding: 0 .8rem .8rem; border-top: 1px solid var(--line); }
.badge {
  font-size: .75rem; font-weight: 700; padding: .05rem .45rem; border-radius: .3rem;
  background: var(--pass-soft); color: var(--pass);
}
.badge.fail { background: var(--fail-soft); color: var(--fail); }
.error {
  margin: .8rem 0 0; padding: .5rem .7rem; border-radius: .3rem; background: var(--fail-soft);
  color: var(--fail);
}
pre, .mono { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre {
  margin: .3rem 0; padding: .6rem .7rem; background: var(--code); border-radius: .3rem;
  border: 1px solid var(--line); white-space: pre-wrap; max-height: 32rem; overflow: auto;
}
table { width: 100%; border-collapse: collapse; margin: .3rem 0; }
th, td {
  text-align: left; vertical-align: top; padding: .25rem .5rem; font-size: .9rem;
  border-bottom: 1px solid var(--line);
}
th { color: var(--dim); font-weight: 600; font-size: .8rem; }
td.key { width: 30%; }
.times { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; margin: .3rem 0; }
.times i { display: block; min-width: 2px; }
.dns { background: var(--dns); } .connect { background: var(--connect); }
.tls { background: var(--tls); } .wait { background: var(--wait); }
.rest { background: var(--rest); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; }
.legend i { display: inline-block; width: .7em; height: .7em; border-radius: .15em; }
footer { color: var(--dim); font-size: .85rem; margin: 1.5rem 0 .5rem; }
@media (max-width: 36rem) {
  body { padding: .6rem; }
  .checks thead { display: none; }
  .checks tr { display: block; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .checks td { display: block; border: 0; padding: .05rem .2rem; }
  .checks td::before { content: attr(data-label); color: var(--dim); margin-right: .5rem; }
}
@media print { body { background: none; } pre { max-height: none; } }
)";

}  // namespace hrp::outputs
