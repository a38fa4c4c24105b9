// Makes elements. Texts become text nodes here and nowhere is markup parsed, so what a testcase, a server
// or a worker calls itself is only ever shown.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes] functions become listeners, false and null leave one out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') {
      element.addEventListener(name, /** @type {EventListener} */ (value));
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false)
      element.append(typeof child === 'number' ? String(child) : child);
  }
  return element;
}

/**
 * A part of the page with its heading, which the navigation leads to.
 * @param {string} id
 * @param {string} title
 * @param {...(Child | Child[])} children
 */
export function section(id, title, ...children) {
  return el(
    'section',
    {id, 'aria-labelledby': id + '-title'},
    el('h2', {id: id + '-title'}, title),
    ...children,
  );
}

/**
 * Something wide, which scrolls in itself instead of making the page wider.
 * @param {string} label
 * @param {...(Child | Child[])} children
 */
export function scroller(label, ...children) {
  return el('div', {class: 'scroller', role: 'region', tabindex: 0, 'aria-label': label}, ...children);
}

/** @param {[string, Child | Child[]][]} facts */
export function factList(facts) {
  return el(
    'dl',
    {class: 'facts'},
    facts.map(([name, value]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, ...(Array.isArray(value) ? value : [value]))),
    ),
  );
}

/**
 * A bar of a share between 0 and 1. The style sheet is the page's only source of style, so its width is set
 * on the element and not in markup.
 * @param {number} share
 * @param {string} [kind]
 */
export function bar(share, kind = '') {
  const fill = el('span', {class: ('fill ' + kind).trim()});
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, fill);
}
