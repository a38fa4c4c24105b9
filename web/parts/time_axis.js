// What charts over time have in common: where their axes stand, the marks of time, what is drawn under the
// lines and across them.
import {elapsedText} from './format.js';
import {colour} from './theme.js';

// Where the left axis ends and the right one begins, the same in all charts so that moments stand in line.
export const kLeftAxis = 46;
export const kRightAxis = 34;

/** @typedef {{value: number, label: string}} Level a horizontal line to compare with */

/**
 * Marks of a time axis at round times, as many as there is room for.
 * @param {number} low
 * @param {number} high
 * @param {number} width
 */
function timeTicks(low, high, width) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
  const most = Math.max(2, width / 80);
  const step =
    steps.find((each) => (high - low) / each <= most) || 86400 * Math.ceil((high - low) / 86400 / most);
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step)
    ticks.push({v: at, label: elapsedText(at)});
  return ticks;
}

export const timeAxis = {
  ticker: (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ pixels) =>
    timeTicks(low, high, pixels),
  axisLabelWidth: 60,
};

/**
 * The spans of time in which a series is not zero.
 * @param {Values} values
 * @param {Axis} axis
 */
export function spansOf(values, {from_s = 0, step_s}) {
  /** @type {[number, number][]} */
  const spans = [];
  values.forEach((value, at) => {
    if (!value) return;
    const last = spans[spans.length - 1];
    const from = from_s + at * step_s;
    if (last && last[1] === from) {
      last[1] = from + step_s;
    } else {
      spans.push([from, from + step_s]);
    }
  });
  return spans;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {any} area
 * @param {Dygraph} chart
 * @param {[number, number][]} spans
 * @param {string} name of the colour
 * @param {number} height
 */
export function shadeSpans(context, area, chart, spans, name, height) {
  context.fillStyle = colour(name);
  for (const [from, to] of spans) {
    const left = Math.max(area.x, chart.toDomXCoord(from));
    const right = Math.min(area.x + area.w, chart.toDomXCoord(to));
    if (right > left) context.fillRect(left, area.y, Math.max(1, right - left), height);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {any} area
 * @param {Dygraph} chart
 * @param {Level} level
 */
export function drawLevel(context, area, chart, level) {
  const y = chart.toDomYCoord(level.value, 0);
  if (y < area.y || y > area.y + area.h) return;
  context.save();
  context.strokeStyle = context.fillStyle = colour('text-soft');
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(area.x, Math.round(y) + 0.5);
  context.lineTo(area.x + area.w, Math.round(y) + 0.5);
  context.stroke();
  context.font = '11px system-ui, sans-serif';
  const width = context.measureText(level.label).width;
  context.fillStyle = colour('surface');
  context.fillRect(area.x + area.w - width - 8, y - 15, width + 8, 13);
  context.fillStyle = colour('text-soft');
  context.fillText(level.label, area.x + area.w - width - 4, y - 5);
  context.restore();
}
