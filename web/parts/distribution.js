// How many requests took how long: bars over a logarithmic axis, with the percentiles marked.
import {el} from './dom.js';
import {countText, latencyText, percentText, shortLatency} from './format.js';
import {colour} from './theme.js';
import {chartHead, logTicker, plot} from './chart.js';

/** @param {Row} row */
function bucketsOf(row) {
  const least = row.latency_ms ? row.latency_ms.min : 0;
  let below = Math.max(least, 1e-3);
  let before = 0;
  return (row.distribution || []).map(([upper, count], at) => {
    const from = at === 0 ? Math.min(below, upper / 1.05) : below;
    below = upper;
    before += count;
    return {from, to: upper, count, before};
  });
}

/**
 * @param {Row} row
 * @param {string} title
 * @returns {{element: HTMLElement, draw: () => void} | null} to be drawn once it is on the page
 */
export function distribution(row, title) {
  const buckets = bucketsOf(row);
  const times = row.latency_ms;
  if (buckets.length === 0 || !times) return null;
  const all = buckets[buckets.length - 1].before;
  const head = chartHead(title, [
    {label: 'requests', values: buckets.map((each) => each.count), colour: 'series-1', rest: countText(all)},
  ]);
  const cell = head.element.querySelector('.value');
  const host = el('div', {
    class: 'plot',
    role: 'img',
    'aria-label':
      `Latency distribution of ${countText(all)} requests: half within ${latencyText(times.p50)}, ` +
      `95 % within ${latencyText(times.p95)}, 99 % within ${latencyText(times.p99)}, the longest ${latencyText(times.max)}`,
    mouseleave: () => head.rest(),
  });
  head.element.append(host);
  const place = Math.log10;
  /** @type {[string, number][]} */
  const marks = [
    ['p50', times.p50],
    ['p95', times.p95],
    ['p99', times.p99],
  ];

  const plotter = (/** @type {any} */ {drawingContext: context, plotArea: area, dygraph: chart}) => {
    context.fillStyle = colour('series-1');
    const bottom = chart.toDomYCoord(0, 0);
    for (const {from, to, count} of buckets) {
      if (count === 0) continue;
      const left = Math.round(chart.toDomXCoord(place(from)));
      const right = Math.round(chart.toDomXCoord(place(to)));
      const top = Math.min(chart.toDomYCoord(count, 0), bottom - 1);
      context.fillRect(left, top, Math.max(1, right - left - 1), bottom - top);
    }
    context.font = '11px system-ui, sans-serif';
    let taken = -Infinity;
    marks.forEach(([name, value]) => {
      const x = Math.round(chart.toDomXCoord(place(Math.max(value, 1e-3)))) + 0.5;
      context.strokeStyle = context.fillStyle = colour('text-soft');
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(x, area.y);
      context.lineTo(x, area.y + area.h);
      context.stroke();
      context.setLineDash([]);
      const label = `${name} ${latencyText(value)}`;
      const width = context.measureText(label).width;
      const left = x + 4 + width > area.x + area.w ? x - 4 - width : x + 4;
      if (left > taken) {
        context.fillText(label, left, area.y + 10);
        taken = left + width + 4;
      }
    });
  };
  const first = place(buckets[0].from);
  const last = place(buckets[buckets.length - 1].to);
  const margin = Math.max(0.02, (last - first) / 50);
  const draw = () => {
    plot(
      host,
      buckets.map((each) => [place(Math.sqrt(each.from * each.to)), each.count]),
      {
        labels: ['latency', 'requests'],
        plotter,
        drawHighlightPointCallback: () => {},
        dateWindow: [first - margin, last + margin],
        rightGap: 12,
        interactionModel: {},
        valueRange: [0, 1.12 * Math.max(...buckets.map((each) => each.count))],
        axes: {
          x: {ticker: logTicker(shortLatency), drawGrid: false, axisLabelWidth: 70},
          y: {axisLabelWidth: 46, axisLabelFormatter: (/** @type {number} */ value) => countText(value)},
        },
        highlightCallback: (
          /** @type {Event} */ _event,
          /** @type {number} */ _x,
          /** @type {any} */ _points,
          /** @type {number} */ index,
        ) => {
          const {from, to, count, before} = buckets[index];
          if (cell)
            cell.textContent = `${countText(count)} in ${latencyText(from)} to ${latencyText(to)}, ${percentText(before, all)} are not slower`;
        },
      },
    );
  };
  return {element: head.element, draw};
}
