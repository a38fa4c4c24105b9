// What the run was, in figures that fit on one screen.
import {el, factList, section} from './dom.js';
import {countText, dateText, elapsedText, kNothing, latencyText} from './format.js';
import {percentText, plural, rateText, spanText} from './format.js';

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [more]
 * @param {string} [kind]
 */
function tile(name, value, more = '', kind = '') {
  return el(
    'div',
    {class: ('tile ' + kind).trim()},
    el('dt', {}, name),
    el('dd', {}, value, more && el('span', {class: 'soft'}, more)),
  );
}

/**
 * How long the run took, or which part of it all figures are of.
 * @param {RunData} run
 * @returns {[string, string]}
 */
function lengthFact(run) {
  if (!run.window) return ['Took', spanText(run.run.duration_s)];
  return ['Part of the run', `${elapsedText(run.window[0])} to ${elapsedText(run.window[1])}`];
}

/** @param {RunData} run */
function endText(run) {
  if (run.run.state !== 'ended') return 'still running';
  return run.run.reason_text || run.run.reason || kNothing;
}

/** @param {RunData} run */
function peak(run) {
  if (typeof run.users_peak === 'number') return run.users_peak;
  return (run.series.users || []).reduce(
    (/** @type {number} */ most, users) => Math.max(most, users || 0),
    0,
  );
}

/** @param {RunData} run */
export function runPart(run) {
  const {total} = run;
  const times = total.latency_ms && total.latency_ms.count > 0 ? total.latency_ms : null;
  const workers = run.workers || [];
  const lost = workers.filter((worker) => worker.how === 'lost').length;
  /** @type {[string, import('./dom.js').Child | import('./dom.js').Child[]][]} */
  const facts = [
    ['Started', dateText(new Date(run.run.started_at))],
    lengthFact(run),
    [run.window ? 'Whole run ended by' : 'Ended by', endText(run)],
    [
      'Load from',
      run.run.role === 'master'
        ? plural(workers.length, 'worker') + (lost ? `, ${lost} lost` : '')
        : 'one process',
    ],
    ['Users at most', countText(peak(run))],
    ['Iterations', countText(run.iterations)],
  ];
  if (run.transactions && run.transactions.passed + run.transactions.failed > 0) {
    facts.push([
      'Transactions',
      `${countText(run.transactions.passed)} passed, ${countText(run.transactions.failed)} failed`,
    ]);
  }
  const dropped = (run.dropped_iterations || 0) + (run.dropped_requests || 0);
  if (dropped > 0)
    facts.push([
      'Dropped',
      `${countText(dropped)}: never started, the load was higher than its users could make`,
    ]);
  if ((run.late_starts || 0) > 0) facts.push(['Late starts', countText(run.late_starts)]);
  return section(
    'run',
    'The run',
    el(
      'dl',
      {class: 'tiles'},
      tile('Requests', countText(total.requests)),
      tile('Rate', rateText(total.rps)),
      tile(
        'Failures',
        percentText(total.failures, total.requests),
        total.failures > 0 ? countText(total.failures) : '',
        total.failures > 0 ? 'bad' : '',
      ),
      tile('p50', latencyText(times && times.p50)),
      tile('p95', latencyText(times && times.p95)),
      tile('p99', latencyText(times && times.p99)),
      tile('Longest', latencyText(times && times.max)),
    ),
    factList(facts),
    hints(run),
  );
}

/** @param {RunData} run */
function hints(run) {
  const texts = [...(run.hints || [])];
  const where = run.generator && run.generator.limited ? run.generator.where || [] : [];
  if (where.length > 0 && texts.length === 0) {
    texts.push(
      'The load generator was the limit: ' +
        where.map((each) => `${each.place} for ${spanText(each.seconds)}`).join(', ') +
        '.',
    );
  }
  return (
    texts.length > 0 &&
    el(
      'ul',
      {class: 'notice'},
      texts.map((text) => el('li', {}, text)),
    )
  );
}
