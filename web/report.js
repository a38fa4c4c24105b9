// The report of a run: its parts, from the decision down to the settings.
import {el, section} from './parts/dom.js';
import {readRun} from './parts/data.js';
import {themeButton} from './parts/theme.js';
import {distribution} from './parts/distribution.js';
import {verdictBadge, verdictPart} from './parts/verdict.js';
import {runPart} from './parts/run.js';
import {timelinePart} from './parts/timeline.js';
import {rowsPart} from './parts/rows.js';
import {errorsPart} from './parts/errors.js';
import {connectionsPart} from './parts/connections.js';
import {workersPart} from './parts/workers.js';
import {settingsPart} from './parts/settings.js';
import {dateText} from './parts/format.js';

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

/** @param {RunData} run */
function showRun(run) {
  const title = run.run.title || 'Load test';
  const timeline = timelinePart(run);
  const spread = distribution(run.total, 'All rows');
  const show = (/** @type {number} */ from, /** @type {number} */ to) => {
    const margin = Math.max(5, to - from);
    timeline.charts.zoom(from - margin, to + margin);
    timeline.element.scrollIntoView({
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
  };
  const parts = [
    verdictPart(run, show),
    runPart(run),
    timeline.element,
    rowsPart(run),
    spread && section('latency', 'Latency distribution', spread.element),
    errorsPart(run),
    connectionsPart(run),
    workersPart(run),
    settingsPart(run),
  ].filter((part) => part !== null);
  document.title = `${title} \u00b7 ${run.tool} report`;
  const page = document.getElementById('page');
  if (!page) return;
  page.replaceChildren(
    el(
      'header',
      {},
      el(
        'div',
        {class: 'title'},
        el('h1', {}, title),
        verdictBadge(run.verdict ? run.verdict.result : 'none'),
        themeButton(),
      ),
      navigation(parts),
    ),
    el('main', {}, parts),
    el('footer', {}, `${run.tool} ${run.version} \u00b7 ${dateText(new Date(run.run.started_at))}`),
  );
  timeline.charts.draw();
  if (spread) spread.draw();
}

readRun()
  .then(showRun)
  .catch((error) => {
    const page = document.getElementById('page');
    if (page)
      page.replaceChildren(
        el('p', {class: 'notice', role: 'alert'}, `This report cannot be shown: ${error.message}`),
      );
    throw error;
  });
