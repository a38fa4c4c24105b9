// What stands around the parts of a page: the title with the verdict, the way to each part, the foot.
import {el} from './dom.js';
import {themeButton} from './theme.js';

/** @param {HTMLElement[]} parts */
function navigation(parts) {
  return el(
    'nav',
    {'aria-label': 'Parts of the report'},
    el(
      'ul',
      {},
      parts.map((part) => {
        const title = part.querySelector('h2');
        return el(
          'li',
          {},
          el(
            'a',
            {href: '#' + part.id},
            part.id === 'verdict' ? 'Verdict' : title ? title.textContent : part.id,
          ),
        );
      }),
    ),
  );
}

/**
 * Shows a page instead of what was there.
 * @param {{title: string, badge: HTMLElement, parts: (HTMLElement | null)[], foot: string}} page
 */
export function showPage({title, badge, parts, foot}) {
  const place = document.getElementById('page');
  if (!place) return;
  const there = parts.filter((part) => part !== null);
  place.replaceChildren(
    el(
      'header',
      {},
      el('div', {class: 'title'}, el('h1', {}, title), badge, themeButton()),
      navigation(there),
    ),
    el('main', {}, there),
    el('footer', {}, foot),
  );
}
