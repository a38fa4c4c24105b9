// Time across, latency up, and how dark a place is tells how many requests took so long then.
import {figureText, latencyText, shortLatency} from './format.js';
import {channels} from './theme.js';
import {chartHead, logTicker} from './chart.js';
import {kLeftAxis, timeAxis} from './time_axis.js';

/** @typedef {[number, number]} Cell a bucket and its count */
const kShades = 48;

/**
 * @param {number[]} pairs
 * @returns {Cell[]}
 */
function cellsOf(pairs) {
  return Array.from({length: Math.floor(pairs.length / 2)}, (_, at) => [pairs[2 * at], pairs[2 * at + 1]]);
}

/** The colours from few to many, of the style sheet. */
function shadesOf() {
  const [few, some, many] = [channels('heat-low'), channels('heat-mid'), channels('heat-high')];
  return Array.from({length: kShades}, (_, step) => {
    const share = (2 * step) / (kShades - 1);
    const [a, b, part] = share < 1 ? [few, some, share] : [some, many, share - 1];
    return `rgb(${a.map((each, at) => Math.round(each + (b[at] - each) * part)).join()})`;
  });
}

/**
 * @param {import('./time_charts.js').TimeCharts} charts
 * @param {string} title
 * @param {HeatMap} map
 */
export function addHeatMap(charts, title, {from_s = 0, step_s, edges_ms: edges, counts}) {
  const least = edges[0] > 0 ? edges[0] : (edges[1] || 1) / 2;
  const place = (/** @type {number} */ bucket) => Math.log10(Math.max(edges[bucket] ?? least, least));
  const columns = counts.map(cellsOf);
  const cells = columns.flat();
  const low = cells.reduce((below, [bucket]) => Math.min(below, bucket), edges.length);
  const high = cells.reduce((above, [bucket]) => Math.max(above, bucket + 1), 0);
  const most = cells.reduce((largest, [, count]) => Math.max(largest, count), 1);
  const sums = columns.map((column) => column.reduce((sum, [, count]) => sum + count, 0));
  /** @type {import('./chart.js').Line[]} */
  const lines = [{label: 'requests', values: sums, colour: 'heat-high', text: figureText}];
  const head = chartHead(title, lines);
  const bucketText = (/** @type {number} */ bucket) =>
    `${latencyText(edges[bucket])} to ${latencyText(edges[bucket + 1])}`;

  let shades = shadesOf();
  const plotter = (/** @type {any} */ {drawingContext: context, plotArea: area, dygraph: chart}) => {
    const [from, to] = chart.xAxisRange();
    columns.forEach((column, at) => {
      const begin = from_s + at * step_s;
      if (begin + step_s < from || begin > to) return;
      const left = Math.floor(Math.max(area.x, chart.toDomXCoord(begin)));
      const right = Math.ceil(Math.min(area.x + area.w, chart.toDomXCoord(begin + step_s)));
      for (const [bucket, count] of column) {
        const top = Math.floor(chart.toDomYCoord(place(bucket + 1), 0));
        const bottom = Math.ceil(chart.toDomYCoord(place(bucket), 0));
        const shade = most > 1 ? Math.log(count) / Math.log(most) : 1;
        context.fillStyle = shades[Math.round(shade * (kShades - 1))];
        context.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
      }
    });
    charts.shade(context, area, chart);
  };
  const member = charts.join({
    title,
    head,
    lines,
    rows: columns.map((_, at) => [from_s + at * step_s, (place(low) + place(high)) / 2]),
    from_s,
    step_s,
    shaded: false,
    options: {
      labels: ['time', 'latency'],
      plotter,
      drawHighlightPointCallback: () => {},
      rightGap: charts.gap,
      valueRange: [place(low), place(high)],
      axes: {x: timeAxis, y: {axisLabelWidth: kLeftAxis, ticker: logTicker(shortLatency), drawGrid: false}},
    },
    coloured: () => {
      shades = shadesOf();
      return {};
    },
  });
  member.spoken = (index) => {
    const [bucket] = columns[index].reduce((best, cell) => (cell[1] > best[1] ? cell : best), [0, 0]);
    const where = sums[index] > 0 ? `, most of them ${bucketText(bucket)}` : '';
    return `${figureText(sums[index])} requests${where}`;
  };
  const told = head.element.querySelector('.value');
  member.host.addEventListener('mousemove', (event) => {
    const [x, y] = member.chart.eventToDomCoords(event);
    const column = columns[Math.floor((member.chart.toDataXCoord(x) - from_s) / step_s)];
    const ms = 10 ** Number(member.chart.toDataYCoord(y, 0));
    const bucket = edges.findIndex((edge, at) => edge <= ms && ms < edges[at + 1]);
    const found = column && column.find(([each]) => each === bucket);
    if (told && column && bucket >= 0) {
      told.textContent = `${figureText(found ? found[1] : 0)} in ${bucketText(bucket)}`;
    }
  });
  head.element.classList.add('tall');
  return head.element;
}
