// Where the time of a request went: looking up, connecting, waiting, on new connections and on kept ones.
import {bar, el, factList, scroller, section} from './dom.js';
import {countText, latencyText} from './format.js';

/** @type {Record<string, string>} */
const kNames = {
  opened: 'Opened',
  reused: 'Requests on a kept one',
  failed: 'Failed to open',
  tls_full_handshakes: 'Full TLS handshakes',
  tls_resumed_handshakes: 'Resumed TLS handshakes',
  dns: 'looking up the name',
  connect: 'connecting',
  tls: 'TLS handshake',
  first_byte: 'until the first byte',
  total: 'all',
};

/** @type {(keyof Times)[]} */
const kShown = ['mean', 'p50', 'p95', 'p99', 'max'];

/** @param {RunData} run */
export function connectionsPart(run) {
  const groups = Object.entries(run.phases || {}).filter(([, phases]) => Object.keys(phases).length > 0);
  const facts = Object.entries(run.connections || {}).filter(([, value]) => typeof value === 'number');
  if (groups.length === 0 && facts.length === 0) return null;
  const longest = Math.max(
    ...groups.flatMap(([, phases]) => Object.values(phases).map((times) => times.mean)),
    1e-9,
  );
  const lines = groups.flatMap(([group, phases]) =>
    Object.entries(phases).map(([phase, times], at) =>
      el(
        'tr',
        {class: at === 0 ? 'first' : false},
        el(
          'th',
          {scope: 'row'},
          `${group === 'new' ? 'New connection' : 'Kept connection'}: ${kNames[phase] || phase}`,
        ),
        el('td', {class: 'bars'}, bar(times.mean / longest, group)),
        el('td', {class: 'number'}, countText(times.count)),
        kShown.map((key) => el('td', {class: 'number'}, latencyText(times[key]))),
      ),
    ),
  );
  return section(
    'connections',
    'Connections',
    facts.length > 0 && factList(facts.map(([key, value]) => [kNames[key] || key, countText(value)])),
    lines.length > 0 &&
      scroller(
        'Phases of requests',
        el(
          'table',
          {},
          el('caption', {class: 'unseen'}, 'Phases of requests'),
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              el('th', {scope: 'col'}, 'Phase'),
              el('td', {}),
              el('th', {scope: 'col', class: 'number'}, 'count'),
              kShown.map((key) => el('th', {scope: 'col', class: 'number'}, key === 'max' ? 'longest' : key)),
            ),
          ),
          el('tbody', {}, lines),
        ),
      ),
  );
}
