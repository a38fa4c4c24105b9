// Two runs beside each other: what differs, and the lines of both over the time since their starts.
import {el, scroller, section} from './dom.js';
import {countText, dateText, figureText, kNothing, known, latencyText} from './format.js';
import {percentText, rateText, spanText} from './format.js';
import {dataTable} from './table.js';
import {latencyOrNothing, TimeCharts} from './time_charts.js';

/** @typedef {import('./chart.js').Line} Line */
/** @typedef {'rate' | 'failures' | 'p50' | 'p95' | 'p99'} Kind */
/** @typedef {{series: RowSeries | undefined, axis: Axis | undefined, row: Row | null}} Side */
/** @typedef {{key: string, name: string, base: Row | null, next: Row | null}} Pair */

/** @type {[string, Kind][]} */
const kCharts = [
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['Rate per second', 'rate'],
  ['Failures per second', 'failures'],
];

/**
 * The values of a series at the points of another axis: the mean of those in it, or the one that it is in.
 * @param {Values} values
 * @param {Axis} from
 * @param {Axis} to
 * @param {number} points
 * @returns {Values}
 */
function atPointsOf(values, from, to, points) {
  const at = (/** @type {number} */ moment) => (moment - (from.from_s || 0)) / from.step_s;
  return Array.from({length: points}, (_, point) => {
    const begin = (to.from_s || 0) + point * to.step_s;
    const first = Math.floor(at(begin) + 1e-6);
    const last = Math.max(first + 1, Math.floor(at(begin + to.step_s) + 1e-6));
    const inside = values.slice(Math.max(0, first), Math.max(0, last)).filter(known);
    return inside.length > 0
      ? inside.reduce((/** @type {number} */ sum, value) => sum + Number(value), 0) / inside.length
      : null;
  });
}

/**
 * @param {number | null | undefined} base
 * @param {number | null | undefined} next
 */
function change(base, next) {
  return known(base) && known(next) && Number(base) > 0 ? 100 * (Number(next) / Number(base) - 1) : null;
}

/** @param {number | null} percent */
function changeText(percent) {
  if (!known(percent)) return kNothing;
  const value = Number(percent);
  return `${value > 0 ? '+' : value < 0 ? '\u2212' : ''}${figureText(Math.abs(value))}\u00a0%`;
}

/**
 * The charts of both runs, on the axis that reaches further.
 * @param {Comparison} both
 * @param {string} name
 * @param {Side} base
 * @param {Side} next
 */
function overlaidCharts(both, name, base, next) {
  const length = (/** @type {Axis | undefined} */ axis) => (axis ? axis.step_s * axis.points : 0);
  const longer = length(base.axis) > length(next.axis) ? both.base : both.new;
  const axis = (length(base.axis) > length(next.axis) ? base.axis : next.axis) || {step_s: 1, points: 0};
  const charts = new TimeCharts(longer, name, false);
  charts.limited = [];
  charts.broken = [];
  charts.started = NaN; // of two runs no time of day can be told
  const parts = kCharts.map(([title, kind]) => {
    const line = (/** @type {string} */ label, /** @type {Side} */ run, /** @type {string} */ colour) => ({
      label,
      colour,
      values: run.series && run.axis ? atPointsOf(run.series[kind], run.axis, axis, axis.points) : [],
      text: kind.startsWith('p') ? latencyOrNothing : rateText,
      rest: restText(run.row, kind),
    });
    return charts.add(title, [line('base', base, 'base'), line('new', next, 'series-1')], axis, {
      latency: kind.startsWith('p'),
    });
  });
  return {charts, parts};
}

/**
 * What a line says while nothing is pointed at.
 * @param {Row | null} row
 * @param {Kind} kind
 */
function restText(row, kind) {
  if (!row) return '';
  if (kind === 'rate') return rateText(row.rps);
  if (kind === 'failures') return countText(row.failures);
  return row.latency_ms && row.latency_ms.count > 0 ? latencyText(row.latency_ms[kind]) : kNothing;
}

/** @param {Comparison} both */
export function comparedTimeline(both) {
  const {charts, parts} = overlaidCharts(
    both,
    'both runs',
    {series: both.base.series, axis: both.base.axis, row: both.base.total},
    {series: both.new.series, axis: both.new.axis, row: both.new.total},
  );
  const element = section('timeline', 'Over time', charts.tools(), el('div', {class: 'charts'}, parts));
  return {element, charts};
}

/** @param {Comparison} both */
export function comparedRuns(both) {
  const times = (/** @type {RunData} */ run, /** @type {keyof Times} */ key) =>
    run.total.latency_ms && run.total.latency_ms.count > 0 ? run.total.latency_ms[key] : null;
  /** @type {[string, (run: RunData) => string, ((run: RunData) => number | null)?][]} */
  const lines = [
    ['Started', (run) => dateText(new Date(run.run.started_at))],
    ['Took', (run) => spanText(run.run.duration_s), (run) => run.run.duration_s],
    ['Version', (run) => `${run.tool} ${run.version}`],
    ['Requests', (run) => countText(run.total.requests), (run) => run.total.requests],
    ['Rate', (run) => rateText(run.total.rps), (run) => run.total.rps],
    [
      'Failures',
      (run) => percentText(run.total.failures, run.total.requests),
      (run) => run.total.failures / Math.max(1, run.total.requests),
    ],
    ['p50', (run) => latencyText(times(run, 'p50')), (run) => times(run, 'p50')],
    ['p95', (run) => latencyText(times(run, 'p95')), (run) => times(run, 'p95')],
    ['p99', (run) => latencyText(times(run, 'p99')), (run) => times(run, 'p99')],
    ['Longest', (run) => latencyText(times(run, 'max')), (run) => times(run, 'max')],
  ];
  const head = (/** @type {string} */ title) => el('th', {scope: 'col', class: 'number'}, title);
  return section(
    'run',
    'The runs',
    scroller(
      'Both runs',
      el(
        'table',
        {},
        el('caption', {class: 'unseen'}, 'Both runs'),
        el('thead', {}, el('tr', {}, el('td', {}), head('Base'), head('New'), head('Change'))),
        el(
          'tbody',
          {},
          lines.map(([name, text, value]) =>
            el(
              'tr',
              {},
              el('th', {scope: 'row'}, name),
              el('td', {class: 'number'}, text(both.base)),
              el('td', {class: 'number'}, text(both.new)),
              el(
                'td',
                {class: 'number soft'},
                value ? changeText(change(value(both.base), value(both.new))) : '',
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {Comparison} both
 * @returns {Pair[]}
 */
function pairsOf(both) {
  /** @type {Map<string, Pair>} */
  const pairs = new Map();
  const put = (/** @type {Row} */ row, /** @type {'base' | 'next'} */ side) => {
    const key = JSON.stringify([row.type, row.name]);
    const pair = pairs.get(key) || {key, name: row.name, base: null, next: null};
    pair[side] = row;
    pairs.set(key, pair);
  };
  for (const row of both.base.rows) put(row, 'base');
  for (const row of both.new.rows) put(row, 'next');
  return [...pairs.values()];
}

/** @param {Comparison} both */
export function comparedRows(both) {
  const figure = (/** @type {Row | null} */ row, /** @type {'p50' | 'p95' | 'p99'} */ key) =>
    row && row.latency_ms && row.latency_ms.count > 0 ? row.latency_ms[key] : null;
  const beside = (/** @type {'p50' | 'p95' | 'p99'} */ key) => [
    {
      label: `${key} base`,
      number: true,
      value: (/** @type {Pair} */ pair) => figure(pair.base, key),
      show: (/** @type {Pair} */ pair) => latencyText(figure(pair.base, key)),
    },
    {
      label: `${key} new`,
      number: true,
      value: (/** @type {Pair} */ pair) => figure(pair.next, key),
      show: (/** @type {Pair} */ pair) => latencyText(figure(pair.next, key)),
    },
    {
      label: 'change',
      number: true,
      value: (/** @type {Pair} */ pair) => change(figure(pair.base, key), figure(pair.next, key)),
      show: (/** @type {Pair} */ pair) => changeText(change(figure(pair.base, key), figure(pair.next, key))),
    },
  ];
  const detail = (/** @type {Pair} */ pair) => {
    const {charts, parts} = overlaidCharts(
      both,
      pair.name,
      {series: pair.base ? pair.base.series : undefined, axis: both.base.row_axis, row: pair.base},
      {series: pair.next ? pair.next.series : undefined, axis: both.new.row_axis, row: pair.next},
    );
    const element = el('div', {class: 'row-detail'}, charts.tools(), el('div', {class: 'charts'}, parts));
    return {element, draw: () => charts.draw()};
  };
  return section(
    'rows',
    'Rows',
    dataTable({
      name: 'rows',
      items: pairsOf(both),
      detail,
      words: (pair) => `${(pair.next || pair.base || {type: ''}).type} ${pair.name}`,
      columns: [
        {
          label: 'Name',
          value: (pair) => pair.name,
          show: (pair) => [
            el('span', {class: 'name'}, pair.name || kNothing),
            el(
              'span',
              {class: 'type'},
              (pair.next || pair.base || {type: ''}).type,
              pair.base ? (pair.next ? '' : ', only in the base') : ', only in the new run',
            ),
          ],
        },
        ...beside('p50'),
        ...beside('p95'),
        ...beside('p99'),
      ],
    }),
  );
}

/**
 * What was asked for, with what differs marked.
 * @param {Comparison} both
 */
export function comparedSettings(both) {
  const of = (/** @type {RunData} */ run) => new Map(run.settings || []);
  const [base, next] = [of(both.base), of(both.new)];
  const names = [...new Set([...base.keys(), ...next.keys()])];
  if (names.length === 0) return null;
  return section(
    'settings',
    'Settings',
    scroller(
      'Settings of both runs',
      el(
        'table',
        {},
        el('caption', {class: 'unseen'}, 'Settings of both runs'),
        el(
          'thead',
          {},
          el('tr', {}, ...['Setting', 'Base', 'New'].map((name) => el('th', {scope: 'col'}, name))),
        ),
        el(
          'tbody',
          {},
          names.map((name) =>
            el(
              'tr',
              {class: base.get(name) === next.get(name) ? false : 'differs'},
              el('th', {scope: 'row'}, name),
              el('td', {}, base.get(name) ?? kNothing),
              el('td', {}, next.get(name) ?? kNothing),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @type {Record<string, {sign: string, name: string, kind: string, text: string}>} */
const kResults = {
  slower: {
    sign: '\u2193',
    name: 'Slower',
    kind: 'bad',
    text: 'The new run is slower than its noise explains.',
  },
  faster: {
    sign: '\u2191',
    name: 'Faster',
    kind: 'good',
    text: 'The new run is faster than its noise explains.',
  },
  same: {sign: '=', name: 'Same', kind: 'good', text: 'What differs is within the noise of the runs.'},
  unclear: {sign: '?', name: 'Unclear', kind: 'unsure', text: 'The runs are too noisy or too short to say.'},
};

/** @param {string} verdict */
export function comparedBadge(verdict) {
  const {name, kind} = kResults[verdict] || {name: verdict, kind: 'plain'};
  return el('span', {class: `badge ${kind}`}, name);
}

/** @param {Comparison} both */
export function comparedVerdict(both) {
  const {sign, name, kind, text} = kResults[both.verdict.result] || {
    sign: '\u2022',
    name: both.verdict.result,
    kind: 'plain',
    text: '',
  };
  const figures = (/** @type {'base' | 'new'} */ side) => ({
    label: side === 'base' ? 'Base' : 'New',
    number: true,
    value: (/** @type {ComparedFigure} */ row) => row[side],
    show: (/** @type {ComparedFigure} */ row) =>
      /^(p\d|mean|min|max)/.test(row.metric) ? latencyText(row[side]) : figureText(row[side]),
  });
  const table = dataTable({
    name: 'differences',
    items: both.verdict.rows,
    words: (row) => `${row.type} ${row.name} ${row.metric} ${row.verdict}`,
    first: 20,
    columns: [
      {
        label: 'Row',
        value: (row) => row.name,
        show: (row) => [
          el('span', {class: 'name'}, row.name || 'Total'),
          row.type && el('span', {class: 'type'}, row.type),
        ],
      },
      {label: 'Figure', value: (row) => row.metric},
      figures('base'),
      figures('new'),
      {
        label: 'Change',
        number: true,
        value: (row) => row.change_percent,
        show: (row) => changeText(row.change_percent),
      },
      {
        label: 'Noise',
        number: true,
        value: (row) => row.band_percent,
        title: 'Changes up to this are noise',
        show: (row) => (known(row.band_percent) ? `\u00b1${figureText(row.band_percent)}\u00a0%` : kNothing),
      },
      {label: 'Verdict', value: (row) => row.verdict, show: (row) => comparedBadge(row.verdict)},
    ],
  });
  return el(
    'section',
    {id: 'verdict', class: `verdict ${kind}`, 'aria-labelledby': 'verdict-title'},
    el(
      'div',
      {class: 'headline'},
      el('span', {class: 'sign', 'aria-hidden': 'true'}, sign),
      el('div', {}, el('h2', {id: 'verdict-title'}, name), el('p', {}, text)),
    ),
    both.verdict.rows.length > 0 && table,
  );
}
