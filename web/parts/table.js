// A table that can be sorted by each column, searched, and whose rows can open.
import {el, scroller} from './dom.js';
import {countText} from './format.js';

/**
 * @template Item
 * @typedef {object} Column
 * @property {string} label
 * @property {(item: Item) => number | string | null | undefined} value sorted by
 * @property {(item: Item) => import('./dom.js').Child | import('./dom.js').Child[]} [show]
 * @property {boolean} [number]
 * @property {string} [title]
 */

/**
 * @template Item
 * @param {object} options
 * @param {string} options.name
 * @param {Column<Item>[]} options.columns the first names the item
 * @param {Item[]} options.items
 * @param {(item: Item) => string} [options.words] what a search looks at
 * @param {(item: Item) => {element: HTMLElement, draw?: () => void}} [options.detail] what an opened row shows
 * @param {Item | null} [options.foot] stays below the others
 * @param {(item: Item) => string} [options.kind] a class of its row
 * @param {number} [options.first] how many are shown before one asks for all
 */
export function dataTable({name, columns, items, words, detail, foot = null, kind, first = 200}) {
  let order = -1;
  let falling = false;
  let wanted = '';
  let all = items.length <= first * 1.2;
  /** @type {Map<Item, HTMLTableRowElement>} */
  const opened = new Map();
  const body = el('tbody');
  const told = el('p', {class: 'told', role: 'status'});
  const more = el(
    'button',
    {
      type: 'button',
      class: 'quiet',
      click: () => {
        all = true;
        fill();
      },
    },
    `Show all ${countText(items.length)}`,
  );

  const headers = columns.map((column, at) =>
    el(
      'th',
      {scope: 'col', class: column.number ? 'number' : false},
      el(
        'button',
        {type: 'button', title: column.title || false, click: () => sortBy(at)},
        column.label,
        el('span', {class: 'arrow', 'aria-hidden': 'true'}),
      ),
    ),
  );

  const sortBy = (/** @type {number} */ at) => {
    falling = order === at ? !falling : Boolean(columns[at].number);
    order = at;
    headers.forEach((header, each) => {
      if (each === at) header.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
      else header.removeAttribute('aria-sort');
    });
    fill();
  };

  const cells = (/** @type {Item} */ item) =>
    columns.map((column, at) => {
      const shown = column.show ? column.show(item) : (column.value(item) ?? '');
      const children = Array.isArray(shown) ? shown : [shown];
      if (at > 0) return el('td', {class: column.number ? 'number' : false}, ...children);
      return el('th', {scope: 'row'}, ...children);
    });

  const lineOf = (/** @type {Item} */ item) => {
    const line = el('tr', {class: kind ? kind(item) || false : false}, cells(item));
    if (!detail) return [line];
    const title = line.cells[0];
    const button = el(
      'button',
      {type: 'button', class: 'opener', 'aria-expanded': String(opened.has(item))},
      ...title.childNodes,
    );
    title.append(button);
    line.classList.add('opens');
    line.addEventListener('click', (event) => {
      const selected = getSelection();
      if (selected && !selected.isCollapsed && event.target !== button) return;
      toggle(item, line, button);
    });
    const open = opened.get(item);
    return open ? [line, open] : [line];
  };

  const toggle = (
    /** @type {Item} */ item,
    /** @type {HTMLTableRowElement} */ line,
    /** @type {HTMLElement} */ button,
  ) => {
    const open = opened.get(item);
    if (open) {
      open.remove();
      opened.delete(item);
    } else if (detail) {
      const {element, draw} = detail(item);
      const row = el('tr', {class: 'detail'}, el('td', {colspan: columns.length}, element));
      line.after(row);
      opened.set(item, row);
      if (draw) draw();
    }
    button.setAttribute('aria-expanded', String(!open));
  };

  const found = () => {
    const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const left = words
      ? items.filter((item) => parts.every((part) => words(item).toLowerCase().includes(part)))
      : [...items];
    if (order >= 0) left.sort((a, b) => compare(columns[order].value(a), columns[order].value(b), falling));
    return left;
  };

  const fill = () => {
    const left = found();
    const shown = all || wanted ? left : left.slice(0, first);
    body.replaceChildren(...shown.flatMap(lineOf));
    if (left.length === 0)
      body.append(
        el(
          'tr',
          {},
          el(
            'td',
            {colspan: columns.length, class: 'none'},
            items.length ? 'None of that name.' : 'There are none.',
          ),
        ),
      );
    told.textContent = wanted ? `${countText(left.length)} of ${countText(items.length)}` : '';
    more.hidden = shown.length === left.length;
  };
  fill();

  const search =
    words &&
    items.length > 5 &&
    el(
      'label',
      {class: 'search'},
      el('span', {}, `Search ${name}`),
      el('input', {
        type: 'search',
        autocomplete: 'off',
        spellcheck: 'false',
        input: (/** @type {Event} */ event) => {
          wanted = /** @type {HTMLInputElement} */ (event.target).value;
          fill();
        },
      }),
    );
  return el(
    'div',
    {class: 'data-table'},
    search && el('div', {class: 'above'}, search, told),
    scroller(
      `Table of ${name}`,
      el(
        'table',
        {},
        el('caption', {class: 'unseen'}, name),
        el('thead', {}, el('tr', {}, headers)),
        body,
        foot && el('tfoot', {}, el('tr', {}, cells(foot))),
      ),
    ),
    more,
  );
}

/**
 * What is not known comes last, however it is sorted.
 * @param {number | string | null | undefined} a
 * @param {number | string | null | undefined} b
 * @param {boolean} falling
 */
function compare(a, b, falling) {
  const without = Number(a === null || a === undefined) - Number(b === null || b === undefined);
  if (without !== 0 || a === null || a === undefined || b === null || b === undefined) return without;
  const rising =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', {numeric: true});
  return falling ? -rising : rising;
}
