// The run over its time: rate, latency, load, and where the latencies lay.
import {el, section} from './dom.js';
import {countText, latencyText, rateText} from './format.js';
import {addHeatMap} from './heat_map.js';
import {latencyOrNothing, TimeCharts} from './time_charts.js';

/** @typedef {import('./chart.js').Line} Line */

/**
 * The limits of thresholds on the percentiles of the whole run.
 * @param {RunData} run
 */
function levels(run) {
  return (run.verdict ? run.verdict.thresholds : []).flatMap(({threshold, row, metric, unit, bound}) => {
    if (row || unit !== 'ms' || bound === null || !/^(ok )?p(50|95|99)$/.test(metric || '')) return [];
    return [{value: bound, label: threshold}];
  });
}

/**
 * The lines of percentiles, of the run or of a row.
 * @param {RowSeries} series
 * @param {Times | null | undefined} times
 * @returns {Line[]}
 */
export function percentileLines(series, times) {
  /** @type {('p50' | 'p95' | 'p99')[]} */
  const names = ['p50', 'p95', 'p99'];
  return names.map((name) => ({
    label: name,
    values: series[name] || [],
    colour: name,
    text: latencyOrNothing,
    rest: times ? latencyText(times[name]) : '',
  }));
}

/**
 * @param {RowSeries} series
 * @param {Row} row
 * @returns {Line[]}
 */
export function rateLines(series, row) {
  return [
    {
      label: 'requests',
      values: series.rate || [],
      colour: 'series-1',
      fill: true,
      text: rateText,
      rest: rateText(row.rps),
    },
    {
      label: 'failures',
      values: series.failures || [],
      colour: 'bad',
      fill: true,
      text: rateText,
      rest: countText(row.failures),
    },
  ];
}

/** @param {RunData} run */
function loadLines(run) {
  const {users, dropped, workers} = run.series;
  const most = (/** @type {Values} */ values) =>
    `at most ${countText(values.reduce((/** @type {number} */ high, value) => Math.max(high, value || 0), 0))}`;
  /** @type {Line[]} */
  const lines = [];
  if (users)
    lines.push({label: 'users', values: users, colour: 'series-1', text: countText, rest: most(users)});
  if (workers && run.run.role === 'master')
    lines.push({
      label: 'workers',
      values: workers,
      colour: 'series-2',
      right: true,
      text: countText,
      rest: most(workers),
    });
  if (dropped && dropped.some((value) => value))
    lines.push({
      label: 'dropped',
      values: dropped,
      colour: 'series-3',
      right: true,
      text: rateText,
      rest: most(dropped) + '/s',
    });
  return lines;
}

/** @param {RunData} run */
function chartsOf(run) {
  const load = loadLines(run);
  const charts = new TimeCharts(
    run,
    'the run',
    load.some((line) => line.right),
  );
  const parts = [
    charts.add('Rate per second', rateLines(run.series, run.total), run.axis),
    charts.add('Latency', percentileLines(run.series, run.total.latency_ms), run.axis, {
      latency: true,
      levels: levels(run),
    }),
  ];
  if (load.length > 0) parts.push(charts.add('Load', load, run.axis));
  if (run.heatmap && run.heatmap.counts.some((pairs) => pairs.length > 0)) {
    parts.push(addHeatMap(charts, 'Latency over time', run.heatmap));
  }
  return {charts, parts};
}

/** @param {RunData} run */
export function timelinePart(run) {
  const {charts, parts} = chartsOf(run);
  if (run.axis.points === 0) {
    const nothing = el('p', {class: 'soft'}, 'Nothing was counted.');
    charts.pending = [];
    return {element: section('timeline', 'Over time', nothing), charts};
  }
  const element = section(
    'timeline',
    'Over time',
    charts.tools(),
    charts.marks(),
    el('div', {class: 'charts'}, parts),
    el(
      'p',
      {class: 'hint'},
      'Drag across a chart to zoom, double-click for the whole run. With keys: arrows move, + and \u2212 zoom, 0 shows all.',
    ),
  );
  return {element, charts};
}
