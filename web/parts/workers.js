// Who made the load, how hard it was for them, and who was lost.
import {bar, el, section} from './dom.js';
import {countText, figureText, kNothing, known, latencyText, plural} from './format.js';
import {dataTable} from './table.js';

/** @param {number | null | undefined} percent */
function load(percent) {
  return known(percent)
    ? [bar(Number(percent) / 100, Number(percent) >= 90 ? 'bad' : ''), `${figureText(percent)}\u00a0%`]
    : [kNothing];
}

/** @param {Worker} worker */
function state(worker) {
  if (worker.how === 'lost')
    return el(
      'span',
      {class: 'badge bad'},
      worker.complete ? 'lost' : 'lost, some of its figures are missing',
    );
  if (worker.how === 'left')
    return el(
      'span',
      {class: 'badge plain'},
      worker.complete ? 'left' : 'left, some of its figures are missing',
    );
  return worker.state;
}

/** @type {import('./table.js').Column<Worker>[]} */
const kColumns = [
  {
    label: 'Worker',
    value: (worker) => worker.id,
    show: (worker) => el('span', {class: 'name'}, worker.id),
  },
  {label: 'State', value: (worker) => worker.how || worker.state, show: state},
  {
    label: 'Users',
    number: true,
    value: (worker) => worker.users,
    show: (worker) => countText(worker.users),
  },
  {
    label: 'Requests',
    number: true,
    value: (worker) => worker.requests,
    show: (worker) => countText(worker.requests),
  },
  {
    label: 'Per second',
    number: true,
    value: (worker) => worker.rps,
    show: (worker) => figureText(worker.rps),
  },
  {
    label: 'CPU',
    number: true,
    value: (worker) => worker.cpu_percent,
    show: (worker) => load(worker.cpu_percent),
  },
  {
    label: 'Memory',
    number: true,
    value: (worker) => worker.memory_percent,
    show: (worker) => load(worker.memory_percent),
  },
  {
    label: 'Lag p99',
    number: true,
    value: (worker) => worker.lag_p99_ms,
    title: 'How late the worker itself was',
    show: (worker) => latencyText(worker.lag_p99_ms),
  },
];

/** @param {RunData} run */
export function workersPart(run) {
  const workers = run.workers || [];
  if (workers.length === 0) return null;
  const lost = workers.filter((worker) => worker.how === 'lost').length;
  const told = `${plural(lost, 'worker')} of ${workers.length} ${lost === 1 ? 'was' : 'were'} lost.`;
  return section(
    'workers',
    'Workers',
    lost > 0 && el('p', {class: 'notice'}, told),
    dataTable({
      name: 'workers',
      items: workers,
      first: 20,
      words: (worker) => `${worker.id} ${worker.state} ${worker.how || ''}`,
      kind: (worker) => (worker.how === 'lost' ? 'lost' : ''),
      // What is known of none of them has no column.
      columns: kColumns.filter(({value}) => workers.some((worker) => (value(worker) ?? null) !== null)),
    }),
  );
}
