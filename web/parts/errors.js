// What failed, how often, since when, and the requests and responses that show it.
import {el, section} from './dom.js';
import {countText, elapsedText, kNothing, known, plural} from './format.js';

/** @param {NonNullable<Sample['response']>} response */
function responseText(response) {
  const headers = (response.headers || []).map(([name, value]) => `${name}: ${value}\n`).join('');
  return `Status ${response.status}\n${headers}\n${response.body || ''}${response.truncated ? '\n\u2026 cut here' : ''}`;
}

/** @param {Sample} sample */
export function samplePart(sample) {
  const facts = [
    known(sample.at_s) && `at ${elapsedText(Number(sample.at_s))}`,
    sample.worker && `worker ${sample.worker}`,
    known(sample.user) && `user ${sample.user}`,
    known(sample.iteration) && `iteration ${sample.iteration}`,
  ].filter(Boolean);
  const text = (/** @type {string} */ name, /** @type {string} */ value) =>
    el('div', {class: 'message'}, el('h3', {}, name), el('pre', {tabindex: 0, 'aria-label': name}, value));
  return el(
    'article',
    {class: 'sample'},
    el('p', {class: 'soft'}, facts.join(' \u00b7 ')),
    sample.check && el('p', {class: 'check'}, sample.check),
    el(
      'div',
      {class: 'messages'},
      sample.request &&
        text('Request', sample.request.text + (sample.request.truncated ? '\n\u2026 cut here' : '')),
      sample.response
        ? text('Response', responseText(sample.response))
        : el('div', {class: 'message'}, el('h3', {}, 'Response'), el('p', {class: 'soft'}, 'None came.')),
    ),
  );
}

/**
 * @param {RunData} run
 * @param {RunError} error
 */
function errorPart(run, error) {
  const samples = (error.samples || []).map((at) => (run.samples || [])[at]).filter(Boolean);
  const seen =
    known(error.first_s) &&
    known(error.last_s) &&
    (error.first_s === error.last_s
      ? `at ${elapsedText(Number(error.first_s))}`
      : `${elapsedText(Number(error.first_s))} to ${elapsedText(Number(error.last_s))}`);
  const line = [
    el('span', {class: 'count'}, countText(error.count)),
    el(
      'span',
      {class: 'what'},
      el('span', {class: 'text'}, error.message || error.kind || kNothing),
      el('span', {class: 'soft'}, [error.kind, error.name, error.type].filter(Boolean).join(' \u00b7 ')),
    ),
    el('span', {class: 'soft seen'}, seen || ''),
  ];
  if (samples.length === 0) return el('li', {class: 'error'}, el('div', {class: 'line'}, line));
  const details = el(
    'details',
    {},
    el('summary', {class: 'line'}, line, el('span', {class: 'soft more'}, plural(samples.length, 'sample'))),
  );
  details.addEventListener('toggle', () => {
    if (details.open && !details.querySelector('.sample')) details.append(...samples.map(samplePart));
  });
  return el('li', {class: 'error'}, details);
}

/** @param {RunData} run */
function statusCodes(run) {
  const codes = Object.entries(run.status_codes || {});
  return (
    codes.length > 0 &&
    el(
      'p',
      {class: 'codes'},
      'Status codes: ',
      codes.flatMap(([code, count], at) => [
        at ? ', ' : '',
        el('strong', {class: Number(code) >= 400 ? 'bad-text' : false}, code),
        ` ${countText(count)}`,
      ]),
    )
  );
}

/**
 * @param {RunData} run
 * @param {string} [title]
 */
export function errorsPart(run, title = 'Errors') {
  const errors = run.errors || [];
  return section(
    'errors',
    title,
    statusCodes(run),
    errors.length === 0
      ? el('p', {class: 'soft'}, 'No request failed.')
      : el(
          'ul',
          {class: 'errors'},
          errors.map((error) => errorPart(run, error)),
        ),
  );
}
