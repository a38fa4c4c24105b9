// One chart: dygraphs draws the lines, this gives it what all charts of the page share, and a head that
// names the lines and shows the values under the pointer. No other part knows dygraphs.
import {el} from './dom.js';
import {figureText, kNothing} from './format.js';
import {colour, onColours} from './theme.js';

/**
 * @typedef {object} Line
 * @property {string} label
 * @property {Values} values
 * @property {string} colour a name of the style sheet
 * @property {boolean} [fill]
 * @property {boolean} [right] belongs to the axis on the right
 * @property {string} [rest] what stands beside the label while nothing is pointed at
 * @property {(value: number | null) => string} [text]
 */

/**
 * The head of a chart: its title, a legend with values, and the place for the time that they are of.
 * @param {string} title
 * @param {Line[]} lines
 */
export function chartHead(title, lines) {
  const when = el('span', {class: 'when'});
  /** @type {HTMLElement[]} */
  const values = [];
  const entries = lines.map((line) => {
    const value = el('span', {class: 'value'}, line.rest || '');
    const swatch = el('span', {class: 'swatch', 'aria-hidden': 'true'});
    swatch.style.background = `var(--${line.colour})`;
    values.push(value);
    return el('li', {}, swatch, line.label + ' ', value);
  });
  const element = el(
    'div',
    {class: 'chart chart-head'},
    el('h3', {}, title),
    el('ul', {class: 'legend'}, entries),
    when,
  );
  return {
    element,
    /**
     * @param {number} index
     * @param {string} time
     */
    show(index, time) {
      when.textContent = time;
      lines.forEach((line, at) => {
        const value = line.values[index];
        values[at].textContent = (line.text || figureText)(value === undefined ? null : value);
      });
    },
    rest() {
      when.textContent = '';
      lines.forEach((line, at) => {
        values[at].textContent = line.rest || '';
      });
    },
    /** @param {number} index */
    spoken(index) {
      return lines
        .map((line) => `${line.label} ${(line.text || figureText)(line.values[index] ?? null)}`)
        .join(', ')
        .replaceAll(kNothing, 'none');
    },
  };
}

/**
 * Marks for a logarithmic axis whose values are decimal logarithms: 1, 10, 100, and 2 and 5 between them
 * where there is room.
 * @param {(value: number) => string} text
 */
export function logTicker(text) {
  return (/** @type {number} */ low, /** @type {number} */ high) => {
    const steps = high - low > 2.5 ? [1] : high - low > 1.2 ? [1, 3] : [1, 2, 5];
    const ticks = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); ++power) {
      for (const step of steps) {
        const value = step * 10 ** power;
        const place = Math.log10(value);
        if (place >= low && place <= high) ticks.push({v: place, label: text(value)});
      }
    }
    return ticks;
  };
}

// The legend of dygraphs, which no chart uses, would write a style into the page, and its policy allows none.
export const library = /** @type {any} */ (Dygraph);
library.PLUGINS = library.PLUGINS.filter((/** @type {unknown} */ each) => each !== library.Plugins.Legend);

/**
 * dygraphs over rows of numbers, in the colours of the page and without what its own legend would do.
 * @param {HTMLElement} host
 * @param {(number | null)[][]} rows
 * @param {Record<string, any>} options
 * @param {() => Record<string, any>} coloured options that depend on colours
 * @param {() => void} whole shows everything, after a double click
 */
export function plot(host, rows, options, coloured = () => ({}), whole = () => {}) {
  const base = () => ({gridLineColor: colour('grid'), axisLineColor: colour('axis'), ...coloured()});
  /** @type {Record<string, unknown>} */
  const model = {...Dygraph.defaultInteractionModel, dblclick: whole};
  for (const name of ['touchstart', 'touchmove', 'touchend']) delete model[name]; // a finger scrolls the page
  const chart = new Dygraph(host, rows, {
    legend: 'never',
    showLabelsOnHighlight: false,
    highlightCircleSize: 3,
    strokeWidth: 1.5,
    pointSize: 2.5, // of points between others that are none
    gridLineWidth: 1,
    axisLabelFontSize: 12,
    axisTickSize: 4,
    resizable: 'passive',
    interactionModel: model,
    ...options,
    ...base(),
  });
  const recolour = (/** @type {boolean} */ later) => {
    if (host.isConnected) chart.updateOptions(base(), later);
  };
  onColours(() => recolour(false));
  // On paper a chart has another width and the colours of light. What is drawn then is kept as lines, not as
  // dots, and drawing twice would show both: the new width draws, the colours wait for it.
  for (const name of ['beforeprint', 'afterprint']) {
    addEventListener(name, () => {
      document.documentElement.classList.toggle('paper', name === 'beforeprint');
      recolour(true);
      chart.resize();
    });
  }
  return chart;
}
