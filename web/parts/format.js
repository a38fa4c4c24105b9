// Figures as texts. Numbers are written as English writes them, like the rest of the page; times of day are
// those of the reader's zone.

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const one = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const two = new Intl.NumberFormat('en', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const upToOne = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
export const kNothing = '\u2013';

/** @typedef {number | null | undefined} Figure */

/** @param {Figure} value */
export function known(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

/** @param {Figure} value */
export function countText(value) {
  return known(value) ? whole.format(Number(value)) : kNothing;
}

/**
 * As many digits as tell something: 0.21, 3.42, 21.4, 214, 2,140.
 * @param {Figure} value
 */
export function figureText(value) {
  if (!known(value)) return kNothing;
  const number = Number(value);
  const size = Math.abs(number);
  if (number === 0) return '0';
  if (size < 10) return two.format(number);
  return size < 100 ? one.format(number) : whole.format(number);
}

/**
 * A latency with its unit.
 * @param {Figure} ms
 */
export function latencyText(ms) {
  if (!known(ms)) return kNothing;
  const value = Number(ms);
  if (value >= 10000) return figureText(value / 1000) + '\u00a0s';
  if (value > 0 && value < 0.1) return figureText(value * 1000) + '\u00a0\u00b5s';
  return figureText(value) + '\u00a0ms';
}

/**
 * For the marks of an axis, whose values are round.
 * @param {number} ms
 */
export function shortLatency(ms) {
  if (ms >= 1000) return `${+(ms / 1000).toPrecision(3)} s`;
  return ms < 0.1 && ms > 0 ? `${+(ms * 1000).toPrecision(3)} \u00b5s` : `${+ms.toPrecision(3)} ms`;
}

/**
 * For the marks of an axis.
 * @param {number} value
 */
export function shortFigure(value) {
  if (Math.abs(value) >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (Math.abs(value) >= 1e4) return `${+(value / 1e3).toPrecision(3)}k`;
  return String(+value.toPrecision(6));
}

/** @param {Figure} value */
export function rateText(value) {
  return known(value) ? figureText(value) + '/s' : kNothing;
}

/**
 * @param {number} part
 * @param {number} all
 */
export function percentText(part, all) {
  if (all <= 0) return kNothing;
  const percent = (100 * part) / all;
  if (percent > 0 && percent < 0.01) return '<\u20090.01\u00a0%';
  if (percent < 100 && percent > 99.99) return '>\u200999.99\u00a0%';
  return (percent === 0 || percent === 100 ? whole : percent < 10 ? two : one).format(percent) + '\u00a0%';
}

/** @param {Figure} seconds */
export function spanText(seconds) {
  if (!known(seconds)) return kNothing;
  const value = Number(seconds);
  if (value < 60) return upToOne.format(value) + '\u00a0s';
  const total = Math.round(value);
  /** @type {[number, string][]} */
  const units = [
    [Math.floor(total / 3600), 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ];
  return units
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}\u00a0${unit}`)
    .join(' ');
}

/**
 * Time since the start as a clock shows it: 0:07, 12:30, 1:00:00.
 * @param {number} seconds
 */
export function elapsedText(seconds) {
  const total = Math.floor(seconds + 1e-9);
  const pad = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}:${pad(total % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(total % 60)}`;
}

/** @param {Figure} bytes */
export function bytesText(bytes) {
  if (!known(bytes)) return kNothing;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    ++unit;
  }
  return `${unit === 0 ? whole.format(value) : figureText(value)}\u00a0${units[unit]}`;
}

const day = new Intl.DateTimeFormat('sv-SE', {year: 'numeric', month: '2-digit', day: '2-digit'});
const clock = new Intl.DateTimeFormat('sv-SE', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const zone = new Intl.DateTimeFormat('en', {timeZoneName: 'short'});

/** @param {Date} date */
export function clockText(date) {
  return Number.isNaN(date.getTime()) ? kNothing : clock.format(date);
}

/**
 * 2026-11-30 13:00:00 GMT+1, in the reader's zone.
 * @param {Date} date
 */
export function dateText(date) {
  if (Number.isNaN(date.getTime())) return kNothing;
  const name = zone.formatToParts(date).find((part) => part.type === 'timeZoneName');
  return `${day.format(date)} ${clock.format(date)} ${name ? name.value : ''}`.trim();
}

/**
 * @param {number} number
 * @param {string} singular
 */
export function plural(number, singular) {
  return `${countText(number)} ${singular}${number === 1 ? '' : 's'}`;
}
