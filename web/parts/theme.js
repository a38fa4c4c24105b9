// The colours of the style sheet for what is drawn on a canvas, and the choice between light and dark.
import {el} from './dom.js';

/** @type {Set<() => void>} */
const watchers = new Set();

/**
 * What a colour of the style sheet is now, as rgb(1, 2, 3).
 * @param {string} name
 */
export function colour(name) {
  const probe = el('span', {hidden: true});
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/**
 * The red, green and blue of a colour of the style sheet.
 * @param {string} name
 * @returns {number[]}
 */
export function channels(name) {
  return (colour(name).match(/[\d.]+/g) || ['0', '0', '0']).slice(0, 3).map(Number);
}

/** @param {() => void} draw is called whenever the colours have changed */
export function onColours(draw) {
  watchers.add(draw);
}

function redraw() {
  for (const draw of watchers) draw();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

/** A button that goes from the system's colours to the other ones and back. */
export function themeButton() {
  const dark = () =>
    document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
  const button = el('button', {
    type: 'button',
    class: 'quiet theme',
    click: () => {
      document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
      name();
      redraw();
    },
  });
  const name = () => {
    button.textContent = dark() ? 'Light colours' : 'Dark colours';
  };
  onColours(name);
  name();
  return button;
}
