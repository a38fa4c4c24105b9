// What the run was judged: each threshold with its value, and why.
import {el} from './dom.js';
import {elapsedText, figureText, known, plural, shortFigure, spanText} from './format.js';

/** @type {Record<string, {sign: string, name: string, kind: string}>} */
const kVerdicts = {
  met: {sign: '\u2713', name: 'Met', kind: 'good'},
  'not met': {sign: '\u2717', name: 'Not met', kind: 'bad'},
  unclear: {sign: '?', name: 'Unclear', kind: 'unsure'},
  none: {sign: '\u2022', name: 'No thresholds', kind: 'plain'},
};

/** @param {string} verdict */
export function verdictBadge(verdict) {
  const {sign, name, kind} = kVerdicts[verdict] || {sign: '\u2022', name: verdict, kind: 'plain'};
  return el('span', {class: `badge ${kind}`}, el('span', {'aria-hidden': 'true'}, sign + '\u00a0'), name);
}

// A threshold may be broken often; the page leads to the first times.
const kSpans = 8;

/**
 * @param {string} figure
 * @param {string} unit
 */
function withUnit(figure, unit) {
  return figure + (unit === '' || unit.startsWith('/') ? unit : '\u00a0' + unit);
}

/** @param {Threshold} threshold */
function measured({value, bound, unit}) {
  const limit = known(bound) && ` \u00b7 limit ${withUnit(shortFigure(Number(bound)), unit)}`;
  return el(
    'span',
    {class: 'measured'},
    known(value) ? withUnit(figureText(value), unit) : 'no data',
    limit && el('span', {class: 'soft'}, limit),
  );
}

/**
 * Why it stands as it does, and buttons to the times when it was broken.
 * @param {Threshold} threshold
 * @param {(from: number, to: number) => void} show
 */
function reason({why, broken = [], broken_seconds: seconds = 0, ended_run: ended}, show) {
  const spans = broken
    .slice(0, kSpans)
    .flatMap(([from, to]) => [
      ' ',
      el(
        'button',
        {type: 'button', class: 'quiet small', click: () => show(from, to)},
        `${elapsedText(from)} to ${elapsedText(to)}`,
      ),
    ]);
  const parts = [
    why,
    spans.length > 0 && el('span', {}, `Broken for ${spanText(seconds)}:`, spans),
    broken.length > kSpans && `and ${plural(broken.length - kSpans, 'more time')}.`,
    ended && 'It ended the run.',
  ].filter(Boolean);
  return (
    parts.length > 0 &&
    el(
      'p',
      {class: 'why'},
      parts.flatMap((part, at) => (at ? [' ', part] : [part])),
    )
  );
}

/** @param {RunData} run */
function sentence(run) {
  const thresholds = run.verdict ? run.verdict.thresholds : [];
  if (thresholds.length === 0)
    return 'Nothing was asked of this run, so it decides nothing: a threshold says what is fast enough.';
  const met = thresholds.filter((each) => each.verdict === 'met').length;
  const unclear = thresholds.filter((each) => each.verdict === 'unclear').length;
  if (thresholds.length === 1 && met + unclear === 0) return 'The threshold was not met.';
  if (met === thresholds.length)
    return met === 1 ? 'The threshold was met.' : `All ${met} thresholds were met.`;
  return (
    `${met} of ${plural(thresholds.length, 'threshold')} ${met === 1 ? 'was' : 'were'} met` +
    (unclear ? `, ${unclear} ${unclear === 1 ? 'is' : 'are'} unclear.` : '.')
  );
}

/**
 * All else on the page may be of a part of the run; the verdict never is.
 * @param {RunData} run
 */
function ofWhat(run) {
  const judged = run.verdict && run.verdict.thresholds.length > 0;
  return run.window && judged ? ' This is of the whole run, not of the part that is shown.' : '';
}

/**
 * @param {RunData} run
 * @param {(from: number, to: number) => void} show shows a part of the run in the charts
 */
export function verdictPart(run, show) {
  const result = run.verdict ? run.verdict.result : 'none';
  const {sign, name, kind} = kVerdicts[result] || {sign: '\u2022', name: result, kind: 'plain'};
  const items = (run.verdict ? run.verdict.thresholds : []).map((threshold) =>
    el(
      'li',
      {},
      verdictBadge(threshold.verdict),
      el('code', {}, threshold.threshold),
      measured(threshold),
      reason(threshold, show),
    ),
  );
  return el(
    'section',
    {id: 'verdict', class: `verdict ${kind}`, 'aria-labelledby': 'verdict-title'},
    el(
      'div',
      {class: 'headline'},
      el('span', {class: 'sign', 'aria-hidden': 'true'}, sign),
      el('div', {}, el('h2', {id: 'verdict-title'}, name), el('p', {}, sentence(run) + ofWhat(run))),
    ),
    items.length > 0 && el('ul', {class: 'thresholds'}, items),
  );
}
