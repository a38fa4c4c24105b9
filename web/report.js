// The report of a run, or of two: its parts, from the decision down to the settings.
import {el, section} from './parts/dom.js';
import {readDocument} from './parts/data.js';
import {showPage} from './parts/frame.js';
import {distribution} from './parts/distribution.js';
import {verdictBadge, verdictPart} from './parts/verdict.js';
import {runPart} from './parts/run.js';
import {timelinePart} from './parts/timeline.js';
import {rowsPart} from './parts/rows.js';
import {errorsPart} from './parts/errors.js';
import {connectionsPart} from './parts/connections.js';
import {workersPart} from './parts/workers.js';
import {settingsPart} from './parts/settings.js';
import {comparedBadge, comparedRows, comparedRuns} from './parts/comparison.js';
import {comparedSettings, comparedTimeline, comparedVerdict} from './parts/comparison.js';
import {dateText} from './parts/format.js';

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
  document.title = `${title} \u00b7 ${run.tool} report`;
  showPage({
    title,
    badge: verdictBadge(run.verdict ? run.verdict.result : 'none'),
    parts: [
      verdictPart(run, show),
      runPart(run),
      timeline.element,
      rowsPart(run),
      spread && section('latency', 'Latency distribution', spread.element),
      errorsPart(run),
      connectionsPart(run),
      workersPart(run),
      settingsPart(run),
    ],
    foot: `${run.tool} ${run.version} \u00b7 ${dateText(new Date(run.run.started_at))}`,
  });
  timeline.charts.draw();
  if (spread) spread.draw();
}

/** @param {Comparison} both */
function showComparison(both) {
  const names = [both.base, both.new].map((run) => run.run.title || 'Load test');
  const title = names[0] === names[1] ? names[0] : `${names[0]} and ${names[1]}`;
  const timeline = comparedTimeline(both);
  document.title = `${title} \u00b7 ${both.new.tool} comparison`;
  showPage({
    title,
    badge: comparedBadge(both.verdict.result),
    parts: [
      comparedVerdict(both),
      comparedRuns(both),
      timeline.element,
      comparedRows(both),
      errorsPart(both.new, 'Errors of the new run'),
      comparedSettings(both),
    ],
    foot: `${both.new.tool} ${both.new.version}`,
  });
  timeline.charts.draw();
}

readDocument()
  .then((data) => ('kind' in data ? showComparison(data) : showRun(data)))
  .catch((error) => {
    const page = document.getElementById('page');
    if (page)
      page.replaceChildren(
        el('p', {class: 'notice', role: 'alert'}, `This report cannot be shown: ${error.message}`),
      );
    throw error;
  });
