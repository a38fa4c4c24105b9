// The table of what was asked for, each row with its charts behind a click.
import {el, section} from './dom.js';
import {bytesText, countText, figureText, kNothing, latencyText, percentText} from './format.js';
import {TimeCharts} from './time_charts.js';
import {distribution} from './distribution.js';
import {percentileLines, rateLines} from './timeline.js';
import {dataTable} from './table.js';

/** @type {(keyof Times)[]} */
const kTimes = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p99_9', 'max'];

/** @type {Record<string, string>} */
const kTimeNames = {min: 'shortest', p99_9: 'p99.9', max: 'longest'};

/**
 * All times of a row, of those that passed and failed apart where there are both.
 * @param {Row} row
 */
function timesTable(row) {
  /** @type {[string, Times | null | undefined][]} */
  const kinds = [
    ['All', row.latency_ms],
    ['Passed', row.passed_ms],
    ['Failed', row.failed_ms],
  ];
  const lines = kinds.filter(
    ([name, times]) => times && times.count > 0 && (name === 'All' || row.failures > 0),
  );
  if (lines.length === 0) return null;
  return el(
    'div',
    {class: 'scroller', tabindex: 0, role: 'region', 'aria-label': `Times of ${row.name}`},
    el(
      'table',
      {class: 'small'},
      el('caption', {class: 'unseen'}, `Times of ${row.name}`),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', {scope: 'col'}, 'Times'),
          el('th', {scope: 'col', class: 'number'}, 'count'),
          kTimes.map((name) => el('th', {scope: 'col', class: 'number'}, kTimeNames[name] || name)),
        ),
      ),
      el(
        'tbody',
        {},
        lines.map(([name, times]) =>
          el(
            'tr',
            {},
            el('th', {scope: 'row'}, name),
            el('td', {class: 'number'}, countText(times && times.count)),
            kTimes.map((key) => el('td', {class: 'number'}, latencyText(times && times[key]))),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {RunData} run
 * @param {Row} row
 */
export function rowDetail(run, row) {
  const charts = new TimeCharts(run, row.name || row.type, false);
  const parts = [];
  if (row.series && run.row_axis) {
    parts.push(
      charts.add('Rate per second', rateLines(row.series, row), run.row_axis),
      charts.add('Latency', percentileLines(row.series, row.latency_ms), run.row_axis, {latency: true}),
    );
  }
  const spread = distribution(row, 'Latency distribution');
  /** @type {[string, string][]} */
  const more = [];
  if (row.bytes_sent) more.push(['sent', bytesText(row.bytes_sent)]);
  if (row.bytes_received) more.push(['received', bytesText(row.bytes_received)]);
  if (row.resent) more.push(['sent again', countText(row.resent)]);
  if (row.aborted) more.push(['aborted at the end', countText(row.aborted)]);
  const element = el(
    'div',
    {class: 'row-detail'},
    parts.length > 0 && charts.tools(),
    el('div', {class: 'charts'}, parts, spread && spread.element),
    timesTable(row),
    more.length > 0 &&
      el('p', {class: 'soft'}, more.map(([name, value]) => `${value} ${name}`).join(' \u00b7 ')),
  );
  return {
    element,
    draw() {
      charts.draw();
      if (spread) spread.draw();
    },
  };
}

/** @param {RunData} run */
export function rowsPart(run) {
  const time = (/** @type {keyof Times} */ key) => ({
    label: key === 'max' ? 'Longest' : key === 'mean' ? 'Mean' : key,
    number: true,
    value: (/** @type {Row} */ row) =>
      row.latency_ms && row.latency_ms.count > 0 ? row.latency_ms[key] : null,
    show: (/** @type {Row} */ row) =>
      row.latency_ms && row.latency_ms.count > 0 ? latencyText(row.latency_ms[key]) : kNothing,
  });
  return section(
    'rows',
    'Rows',
    dataTable({
      name: 'rows',
      items: run.rows,
      foot: run.total.requests > 0 ? {...run.total, name: 'Total', type: ''} : null,
      words: (row) => `${row.type} ${row.name}`,
      detail: (row) => rowDetail(run, row),
      columns: [
        {
          label: 'Name',
          value: (row) => row.name,
          show: (row) => [
            el('span', {class: 'name'}, row.name || kNothing),
            row.type && el('span', {class: 'type'}, row.type),
          ],
        },
        {
          label: 'Requests',
          number: true,
          value: (row) => row.requests,
          show: (row) => countText(row.requests),
        },
        {
          label: 'Failed',
          number: true,
          value: (row) => (row.requests ? row.failures / row.requests : 0),
          title: 'Sorted by the share of requests that failed',
          show: (row) =>
            el(
              'span',
              {class: row.failures ? 'bad-text' : 'soft'},
              row.failures ? `${countText(row.failures)} (${percentText(row.failures, row.requests)})` : '0',
            ),
        },
        {label: 'Per second', number: true, value: (row) => row.rps, show: (row) => figureText(row.rps)},
        time('mean'),
        time('p50'),
        time('p95'),
        time('p99'),
        time('max'),
      ],
    }),
  );
}
