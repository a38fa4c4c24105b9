// Charts over the time of a run. Those of one group share the part of the run that they show and the moment
// that is pointed at, by pointer or by keys.
import {el} from './dom.js';
import {clockText, elapsedText, kNothing, latencyText} from './format.js';
import {shortFigure, shortLatency, spanText} from './format.js';
import {colour} from './theme.js';
import {chartHead, library, plot} from './chart.js';
import {drawLevel, kLeftAxis, kRightAxis, shadeSpans, spansOf, timeAxis} from './time_axis.js';

/** @typedef {import('./chart.js').Line} Line */
/** @typedef {import('./time_axis.js').Level} Level */
/**
 * @typedef {object} Member
 * @property {HTMLElement} host
 * @property {Dygraph} chart
 * @property {number} from_s of the first point
 * @property {number} step_s
 * @property {number} points
 * @property {(index: number, time: string) => void} show
 * @property {() => void} rest
 * @property {(index: number) => string} spoken
 */

const kSecondAxis = {
  axisLabelWidth: kRightAxis,
  axisLabelFormatter: shortFigure,
  drawGrid: false,
  includeZero: true,
  independentTicks: true,
};

export class TimeCharts {
  /**
   * @param {RunData} run
   * @param {string} name says what the group shows
   * @param {boolean} twoAxes one of the charts has an axis on the right too
   */
  constructor(run, name, twoAxes) {
    this.name = name;
    // The others leave the room of that axis free.
    this.gap = twoAxes ? kRightAxis + 12 : 12;
    this.started = new Date(run.run.started_at).getTime();
    this.step_s = run.axis.step_s;
    this.start = run.axis.from_s || 0;
    this.end = this.start + Math.max(run.axis.step_s * run.axis.points, run.run.duration_s, run.axis.step_s);
    // What was finished after the load ended is shown, too, but it makes the run no longer.
    this.length = run.run.duration_s || this.end - this.start;
    /** @type {[number, number]} */
    this.window = [this.start, this.end];
    /** @type {[number, number][]} */
    this.limited = spansOf(run.series.limited || [], run.axis);
    /** @type {[number, number][]} */
    this.broken = (run.verdict ? run.verdict.thresholds : []).flatMap((threshold) => threshold.broken || []);
    /** @type {Member[]} */
    this.members = [];
    /** @type {(() => void)[]} what has to be on the page to be drawn */
    this.pending = [];
    /** @type {number | null} */
    this.cursor = null;
    this.shown = el('output', {class: 'shown'});
  }

  /** The buttons that zoom, for those who do not drag. */
  tools() {
    const button = (/** @type {string} */ label, /** @type {string} */ text, /** @type {() => void} */ act) =>
      el('button', {type: 'button', class: 'quiet', 'aria-label': label, title: label, click: act}, text);
    this.whole = el(
      'button',
      {type: 'button', class: 'quiet', click: () => this.zoom(this.start, this.end)},
      'Whole run',
    );
    this.tellWindow();
    return el(
      'div',
      {class: 'tools', role: 'group', 'aria-label': `Time shown, ${this.name}`},
      this.shown,
      button('Earlier', '\u2190', () => this.pan(-0.5)),
      button('Later', '\u2192', () => this.pan(0.5)),
      button('Zoom in', '+', () => this.scale(0.5)),
      button('Zoom out', '\u2212', () => this.scale(2)),
      this.whole,
    );
  }

  /** A legend for what is shaded, or nothing. */
  marks() {
    /** @type {[string, string, boolean][]} */
    const kinds = [
      [
        'limited-mark',
        'the load generator was the limit: these seconds say little of the server',
        this.limited.length > 0,
      ],
      ['broken-mark', 'a threshold was broken', this.broken.length > 0],
    ];
    const seen = kinds.filter(([, , there]) => there);
    return (
      seen.length > 0 &&
      el(
        'ul',
        {class: 'legend marks'},
        seen.map(([kind, text]) =>
          el('li', {}, el('span', {class: 'swatch ' + kind, 'aria-hidden': 'true'}), text),
        ),
      )
    );
  }

  /**
   * @param {string} title
   * @param {Line[]} lines
   * @param {Axis} axis
   * @param {{latency?: boolean, levels?: Level[]}} [options]
   */
  add(title, lines, {from_s = 0, step_s}, {latency = false, levels = []} = {}) {
    const head = chartHead(title, lines);
    const points = Math.max(...lines.map((line) => line.values.length), 0);
    const rows = Array.from({length: points}, (_, at) => [
      from_s + at * step_s,
      ...lines.map((line) => line.values[at] ?? null),
    ]);
    // A run of one point: a line over the time that it covers, for a point alone would hardly be seen.
    if (points === 1) rows.push([from_s + step_s, ...rows[0].slice(1)]);
    const right = lines.some((line) => line.right);
    const y = {
      axisLabelWidth: kLeftAxis,
      axisLabelFormatter: latency ? shortLatency : shortFigure,
      includeZero: true,
    };
    // Called for each line, after all lines are drawn.
    const levelPlotter = (/** @type {any} */ {seriesIndex, drawingContext, plotArea, dygraph}) => {
      if (seriesIndex > 0) return;
      for (const level of levels) drawLevel(drawingContext, plotArea, dygraph, level);
    };
    this.join({
      title,
      head,
      lines,
      rows,
      from_s,
      step_s,
      options: {
        labels: ['time', ...lines.map((line) => line.label)],
        series: Object.fromEntries(
          lines.map(({label, ...line}) => [
            label,
            {axis: line.right ? 'y2' : 'y', fillGraph: Boolean(line.fill)},
          ]),
        ),
        fillAlpha: 0.12,
        includeZero: true,
        drawAxesAtZero: false,
        plotter: [library.Plotters.fillPlotter, library.Plotters.linePlotter, levelPlotter],
        rightGap: right ? 4 : this.gap,
        axes: right ? {x: timeAxis, y, y2: kSecondAxis} : {x: timeAxis, y},
      },
      coloured: () => ({colors: lines.map((line) => colour(line.colour))}),
    });
    return head.element;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  zoom(from, to) {
    const all = this.end - this.start;
    const length = Math.min(all, Math.max(4 * this.step_s, to - from));
    const first = Math.max(this.start, Math.min(from, this.end - length));
    this.window = [first, first + length];
    for (const member of this.members) member.chart.updateOptions({dateWindow: [...this.window]});
    this.tellWindow();
  }

  /** @param {number} part of what is shown */
  pan(part) {
    const [from, to] = this.window;
    this.zoom(from + part * (to - from), to + part * (to - from));
  }

  /** @param {number} factor by which more of the run is shown */
  scale(factor) {
    const [from, to] = this.window;
    const middle =
      this.cursor !== null && this.cursor >= from && this.cursor <= to ? this.cursor : (from + to) / 2;
    this.zoom(middle - (middle - from) * factor, middle + (to - middle) * factor);
  }

  tellWindow() {
    const [from, to] = this.window;
    const whole = from <= this.start && to >= this.end;
    this.shown.textContent = whole
      ? `all of ${spanText(this.length)}`
      : `${elapsedText(from)} to ${elapsedText(to)}`;
    if (this.whole) this.whole.disabled = whole;
  }

  /**
   * Everybody shows the values of a moment, or none.
   * @param {number | null} moment in seconds since the start
   */
  point(moment) {
    this.cursor = moment;
    for (const member of this.members) {
      if (moment === null) {
        member.rest();
        member.chart.clearSelection();
        continue;
      }
      const index = indexAt(member, moment);
      member.show(index, this.timeText(member.from_s + index * member.step_s));
      member.chart.setSelection(index);
    }
  }

  /** @param {number} seconds */
  timeText(seconds) {
    const since = elapsedText(seconds);
    if (Number.isNaN(this.started)) return since;
    return `${clockText(new Date(this.started + seconds * 1000))} \u00b7 ${since}`;
  }

  /**
   * @typedef {object} Part
   * @property {string} title
   * @property {ReturnType<typeof chartHead>} head
   * @property {Line[]} lines
   * @property {(number | null)[][]} rows each a time and the values of the lines
   * @property {number} from_s of the first point
   * @property {number} step_s
   * @property {Record<string, any>} options of dygraphs
   * @property {() => Record<string, any>} coloured those that depend on colours
   * @property {boolean} [shaded] limited seconds and broken thresholds lie under the lines
   */

  /**
   * @param {Part} part
   * @returns {Member}
   */
  join({title, head, lines, rows, from_s, step_s, options, coloured, shaded = true}) {
    const points = Math.max(...lines.map((line) => line.values.length), 0);
    const host = el('div', {
      class: 'plot',
      tabindex: 0,
      role: 'slider',
      'aria-label': `${title}: moment of the run`,
      'aria-valuemin': 0,
      'aria-valuemax': Math.max(0, points - 1),
      'aria-valuenow': 0,
      'aria-valuetext': `whole run; ${lines
        .map((line) => line.rest && `${line.label} ${line.rest}`)
        .filter(Boolean)
        .join(', ')}`,
      keydown: (/** @type {KeyboardEvent} */ event) => this.key(event, member),
      mouseleave: () => this.point(null),
      blur: () => this.point(null),
    });
    head.element.append(host);
    // dygraphs measures its place, so it is drawn once the part is on the page (see `draw`).
    const draw = () =>
      plot(
        host,
        rows.length ? rows : [[from_s, ...lines.map(() => null)]],
        {
          dateWindow: [...this.window],
          ...options,
          underlayCallback: (
            /** @type {CanvasRenderingContext2D} */ context,
            /** @type {any} */ area,
            /** @type {Dygraph} */ chart,
          ) => {
            if (shaded) this.shade(context, area, chart);
          },
          highlightCallback: (/** @type {MouseEvent} */ _event, /** @type {number} */ x) => this.point(x),
          zoomCallback: (/** @type {number} */ from, /** @type {number} */ to) => this.zoom(from, to),
        },
        coloured,
        () => this.zoom(this.start, this.end),
      );
    /** @type {Member} */
    const member = {
      host,
      from_s,
      step_s,
      points,
      show: head.show,
      rest: head.rest,
      spoken: head.spoken,
      chart: /** @type {any} */ (null),
    };
    this.pending.push(() => {
      member.chart = draw();
      this.members.push(member);
    });
    return member;
  }

  /** Draws what was added since; its parts have to be on the page. */
  draw() {
    for (const each of this.pending) each();
    this.pending = [];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {any} area
   * @param {Dygraph} chart
   */
  shade(context, area, chart) {
    shadeSpans(context, area, chart, this.limited, 'limited', area.h);
    shadeSpans(context, area, chart, this.broken, 'bad', 3);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Member} member
   */
  key(event, member) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [from, to] = this.window;
    const stride = Math.max(member.step_s, (to - from) / 100);
    const moment = this.cursor === null ? (event.key === 'ArrowLeft' ? to : from - stride) : this.cursor;
    /** @type {Record<string, () => number | null>} */
    const moves = {
      ArrowRight: () => moment + stride,
      ArrowLeft: () => moment - stride,
      PageUp: () => moment + 10 * stride,
      PageDown: () => moment - 10 * stride,
      Home: () => from,
      End: () => to,
      Escape: () => null,
    };
    moves.ArrowUp = moves.ArrowRight;
    moves.ArrowDown = moves.ArrowLeft;
    if (event.key in moves) {
      const next = moves[event.key]();
      this.point(next === null ? null : Math.max(from, Math.min(next, to - 1e-3)));
      if (this.cursor !== null) {
        const index = indexAt(member, this.cursor);
        member.host.setAttribute('aria-valuenow', String(index));
        member.host.setAttribute(
          'aria-valuetext',
          `${elapsedText(member.from_s + index * member.step_s)}: ${member.spoken(index)}`,
        );
      }
    } else if (event.key === '+' || event.key === '=') {
      this.scale(0.5);
    } else if (event.key === '-') {
      this.scale(2);
    } else if (event.key === '0') {
      this.zoom(this.start, this.end);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/**
 * The point of a chart that a moment belongs to.
 * @param {Member} member
 * @param {number} moment
 */
function indexAt(member, moment) {
  return Math.max(
    0,
    Math.min(member.points - 1, Math.floor((moment - member.from_s) / member.step_s + 1e-6)),
  );
}

/** The values of a line that say nothing are a dash. */
export const latencyOrNothing = (/** @type {number | null} */ value) =>
  value === null ? kNothing : latencyText(value);
