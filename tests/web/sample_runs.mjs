// Runs that never were, as docs/report-data.md describes them: seeded, so that every test sees the same.

/** @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    // xorshift32, by George Marsaglia
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const rounded = (value) => (value === null ? null : Number(value.toPrecision(3)));

function times(middle, count, next) {
  const at = (factor) => Math.round(middle * factor * (0.97 + 0.06 * next()) * 1000) / 1000;
  return {
    count,
    min: at(0.3),
    mean: at(1.2),
    p50: at(1),
    p90: at(1.9),
    p95: at(2.6),
    p99: at(5),
    p99_9: at(9),
    max: at(14),
  };
}

// Forty buckets of equal width on a logarithmic axis, steeper before the most frequent latency than behind it.
function spread(all) {
  const upper = Array.from({length: 40}, (_, at) => all.min * (all.max / all.min) ** ((at + 1) / 40));
  const weights = upper.map((each) => {
    const distance = Math.log(each / all.p50);
    return Math.exp(-distance * distance * (distance < 0 ? 3 : 0.9));
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  let left = all.count;
  const counts = upper.map((_, at) => {
    const count = at === 39 ? left : Math.min(left, Math.round((all.count * weights[at]) / sum));
    left -= count;
    return count;
  });
  const filled = counts.flatMap((count, at) => (count > 0 ? [at] : []));
  return upper
    .map((each, at) => [Math.round(each * 1000) / 1000, counts[at]])
    .slice(filled[0], filled[filled.length - 1] + 1);
}

function seriesOf(points, rate, middle, failing, next) {
  const series = {rate: [], failures: [], p50: [], p95: [], p99: []};
  for (let at = 0; at < points; ++at) {
    const ramp = Math.min(1, (at + 1) / (points / 8));
    const trouble = at > points * 0.6 && at < points * 0.68 ? 2.5 : 1;
    const wave = 1 + 0.15 * Math.sin((at / points) * 20) + 0.06 * next();
    series.rate.push(rounded((rate * ramp * (0.92 + 0.16 * next())) / Math.sqrt(trouble)));
    series.failures.push(
      rounded(trouble > 1 ? rate * failing * (1 + next()) : next() < 0.1 ? rate * failing * next() : 0),
    );
    series.p50.push(rounded(middle * wave * trouble));
    series.p95.push(rounded(middle * wave * trouble * (2.4 + 0.6 * next())));
    series.p99.push(rounded(middle * wave * trouble * (4 + 2.5 * next())));
  }
  return series;
}

function row(type, name, requests, rate, middle, failing, points, next) {
  const latency = times(middle, requests, next);
  const failures = Math.round(requests * failing);
  return {
    type,
    name,
    in_total: !['transaction', 'rendezvous'].includes(type),
    requests,
    failures,
    aborted: Math.round(3 * next()),
    resent: Math.round(2 * next()),
    rps: requests === 0 ? 0 : rate,
    latency_ms: latency,
    passed_ms: times(middle, requests - failures, next),
    failed_ms: times(middle * 3, failures, next),
    bytes_sent: requests * 310,
    bytes_received: requests * 2150,
    distribution: spread(latency),
    series: seriesOf(points, rate, middle, failing, next),
  };
}

function heatmap(columns, step_s, middle, rate, next) {
  const edges_ms = Array.from({length: 41}, (_, at) => rounded(0.5 * 1.25 ** at));
  const counts = [];
  for (let column = 0; column < columns; ++column) {
    const pairs = [];
    const trouble = column > columns * 0.6 && column < columns * 0.68 ? 2.5 : 1;
    for (let bucket = 0; bucket < 40; ++bucket) {
      const distance = Math.log(edges_ms[bucket] / (middle * trouble));
      const count = Math.round(
        rate * step_s * 0.2 * Math.exp(-distance * distance * (distance < 0 ? 4 : 1)) * (0.7 + 0.6 * next()),
      );
      if (count > 0) pairs.push(bucket, count);
    }
    counts.push(pairs);
  }
  return {step_s, edges_ms, counts};
}

function workersOf(count, requests, next) {
  return Array.from({length: count}, (_, at) => ({
    id: `load-${String(at + 1).padStart(3, '0')}-${(1000 + Math.floor(next() * 8999)).toString(16)}`,
    state: at % 17 === 3 ? 'missing' : 'stopped',
    users: Math.round(5000 / count),
    cpu_percent: Math.round(400 + 560 * next()) / 10,
    memory_percent: Math.round(20 + 50 * next()) / 10,
    lag_p99_ms: rounded(0.1 + 2 * next()),
    requests: Math.round(requests / count),
    rps: rounded(requests / count / 60),
    how: at % 17 === 3 ? 'lost' : null,
    complete: at % 34 !== 3,
  }));
}

const kRequest =
  'POST /orders HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nAuthorization: ***\r\n\r\n{"item": 17, "amount": 2}';

function errorsOf(rows, duration) {
  const sample = (at, status, body, check) => ({
    type: rows[0].type,
    name: rows[0].name,
    kind: check ? 'check' : 'status',
    message: check || `status ${status}`,
    passed: false,
    at_s: at,
    worker: 'load-001',
    user: 17,
    iteration: 4,
    request: {text: kRequest, truncated: false},
    response: status
      ? {
          status,
          headers: [
            ['Content-Type', 'application/json'],
            ['Set-Cookie', '***'],
          ],
          body,
          truncated: false,
        }
      : null,
    check,
  });
  return {
    errors: [
      {
        type: rows[0].type,
        name: rows[0].name,
        kind: 'status',
        message: 'status 503',
        count: 1204,
        first_s: Math.floor(duration * 0.6),
        last_s: Math.floor(duration * 0.68),
        samples: [0, 1],
      },
      {
        type: rows[0].type,
        name: rows[0].name,
        kind: 'check',
        message: 'body.total: want 34, got 33',
        count: 31,
        first_s: 2,
        last_s: Math.floor(duration - 1),
        samples: [2],
      },
      {
        type: rows[rows.length - 1].type,
        name: rows[rows.length - 1].name,
        kind: 'timeout',
        message: 'no answer within 30 s',
        count: 3,
        first_s: 9,
        last_s: 9,
        samples: [3],
      },
    ],
    samples: [
      sample(duration * 0.61, 503, '{"error": "overloaded"}', null),
      sample(duration * 0.63, 503, '{"error": "overloaded"}', null),
      sample(2.4, 200, '{"total": 33}', 'body.total: want 34, got 33'),
      sample(9.1, 0, '', null),
    ],
  };
}

/** A run with everything in it. */
export function sampleRun({
  seed = 7,
  duration = 600,
  rowCount = 12,
  workerCount = 3,
  title = 'Checkout under load',
  rate = 800,
} = {}) {
  const next = random(seed);
  const step_s = Math.max(1, Math.ceil(duration / 3600));
  const points = Math.ceil(duration / step_s);
  const rowStep = Math.max(step_s, Math.ceil(duration / 300));
  const heatStep = Math.max(step_s, Math.ceil(duration / 400));
  const rowPoints = Math.ceil(duration / rowStep);
  const verbs = ['GET', 'POST', 'GET', 'PUT', 'GET'];
  const places = ['catalog', 'item', 'cart', 'order', 'login', 'search', 'offers', 'account'];
  const rows = Array.from({length: rowCount}, (_, at) => {
    const share = 1 / (at + 1.5);
    const name = `${places[at % places.length]}${at >= places.length ? ' ' + (1 + Math.floor(at / places.length)) : ''}`;
    return row(
      at === 5 ? 'transaction' : `request-${verbs[at % verbs.length]}`,
      name,
      Math.round((rate * duration * share) / 3),
      rounded((rate * share) / 3),
      12 + 30 * next(),
      at % 4 === 0 ? 0.01 : 0,
      rowPoints,
      next,
    );
  });
  const counted = rows.filter((each) => each.in_total);
  const sum = (key) => counted.reduce((all, each) => all + each[key], 0);
  const total = {
    ...row('', 'Total', sum('requests'), rounded(sum('requests') / duration), 24, 0.004, rowPoints, next),
    failures: sum('failures'),
  };
  const series = {
    ...seriesOf(points, sum('requests') / duration, 24, 0.004, next),
    users: Array.from({length: points}, (_, at) =>
      Math.min(5000, Math.round((5000 * (at + 1)) / (points / 8))),
    ),
    dropped: Array.from({length: points}, (_, at) =>
      at > points * 0.62 && at < points * 0.66 ? rounded(20 * next()) : 0,
    ),
    workers: Array.from({length: points}, (_, at) =>
      at > points * 0.8 ? workerCount - Math.ceil(workerCount / 17) : workerCount,
    ),
    limited: Array.from({length: points}, (_, at) => (at > points * 0.3 && at < points * 0.34 ? 1 : 0)),
  };
  const failing = errorsOf(rows, duration);
  return {
    schema: 1,
    tool: 'hrp',
    version: '5.1.0',
    run: {
      title,
      started_at: '2026-11-30T12:00:00Z',
      duration_s: duration,
      reason: 'run-time',
      reason_text: 'the run time is over',
      state: 'ended',
      role: workerCount > 1 ? 'master' : 'standalone',
      command:
        "hrp boom checkout.yml --users 5000 --spawn-rate 67 --run-time 10m \\\n  --threshold 'p95 < 60ms' --threshold 'failures < 1%'",
    },
    settings: [
      ['testcases', 'checkout.yml'],
      ['users', '5000'],
      ['spawn-rate', '67/s'],
      ['run-time', '10m'],
      ['max-rps', 'none'],
      ['workers', String(workerCount)],
    ],
    verdict: {
      result: 'not met',
      thresholds: [
        {
          threshold: 'p95 < 60ms',
          metric: 'p95',
          row: '',
          broken_seconds: Math.round(duration * 0.68) - Math.round(duration * 0.6),
          verdict: 'not met',
          value: 63.8,
          bound: 60,
          unit: 'ms',
          why: 'p95 of 63.8 ms is above the limit of 60 ms.',
          broken: [[Math.round(duration * 0.6), Math.round(duration * 0.68)]],
        },
        {threshold: 'failures < 1%', verdict: 'met', value: 0.37, bound: 1, unit: '%', why: '', broken: []},
        {
          threshold: 'rps > 100 from 1m',
          verdict: 'met',
          value: 214,
          bound: 100,
          unit: '/s',
          why: '',
          broken: [],
        },
        {
          threshold: 'login: p99 < 250ms over 30s',
          verdict: 'unclear',
          value: 248,
          bound: 250,
          unit: 'ms',
          why: 'The load generator was late by 2.4 ms in its window, more than what is left to the limit.',
          broken: [],
        },
      ],
    },
    axis: {step_s, points},
    series,
    heatmap: heatmap(Math.ceil(duration / heatStep), heatStep, 24, total.rps, next),
    row_axis: {step_s: rowStep, points: rowPoints},
    total,
    rows,
    ...failing,
    status_codes: {200: total.requests - total.failures, 503: total.failures},
    transactions: {passed: 3120, failed: 12},
    iterations: 40210,
    users_peak: 5000,
    dropped_iterations: 180,
    dropped_requests: 0,
    late_starts: 12,
    workers: workerCount > 1 ? workersOf(workerCount, total.requests, next) : [],
    generator: {limited: true, where: [{place: 'load-002', seconds: 24, lag_p99_ms: 2.4, cpu_percent: 98.5}]},
    hints: ['load-002 was at its limit for 24 s: give it more cores, or add a worker.'],
    connections: {
      opened: 5000,
      reused: total.requests - 5000,
      failed: 3,
      tls_full_handshakes: 4100,
      tls_resumed_handshakes: 900,
    },
    phases: {
      new: {
        dns: times(0.4, 5000, next),
        connect: times(1.1, 5000, next),
        tls: times(4.2, 5000, next),
        first_byte: times(18, 5000, next),
        total: times(26, 5000, next),
      },
      kept: {
        first_byte: times(17, total.requests - 5000, next),
        total: times(21, total.requests - 5000, next),
      },
    },
  };
}

/** An hour of fifty rows: what the bound on the size is about. */
export const hourRun = () => sampleRun({seed: 11, duration: 3600, rowCount: 50, workerCount: 3, rate: 4000});

export const fleetRun = () => sampleRun({seed: 13, duration: 300, workerCount: 100});

/** Two runs of one test, the new one slower and longer. */
export function comparedRuns() {
  const base = sampleRun({seed: 19, duration: 600});
  const next = sampleRun({seed: 23, duration: 660, rowCount: 13});
  next.settings.find(([name]) => name === 'run-time')[1] = '11m';
  const rows = base.rows.flatMap((each, at) =>
    ['p50', 'p95'].map((metric) => {
      const [from, to] = [each.latency_ms[metric], next.rows[at].latency_ms[metric]];
      const change = 100 * (to / from - 1);
      const verdict = Math.abs(change) < 5 ? 'same' : change > 0 ? 'slower' : 'faster';
      return {
        type: each.type,
        name: each.name,
        metric,
        base: from,
        new: to,
        change_percent: change,
        band_percent: 5,
        verdict,
      };
    }),
  );
  return {schema: 1, kind: 'comparison', base, new: next, verdict: {result: 'slower', rows}};
}

/** What is known of a run from its third minute on. */
export function partOfARun() {
  const run = sampleRun({seed: 17, duration: 480});
  const from_s = 120;
  for (const axis of [run.axis, run.row_axis, run.heatmap]) axis.from_s = from_s;
  return {...run, window: [from_s, from_s + 480]};
}

/** Less than a second: all series have a single point. */
export function momentRun() {
  const run = sampleRun({seed: 5, duration: 1, rowCount: 1, workerCount: 1, title: 'A moment', rate: 30});
  const one = (value) => [value];
  return {
    ...run,
    run: {...run.run, duration_s: 0.4},
    verdict: {result: 'none', thresholds: []},
    series: {
      ...run.series,
      rate: one(30),
      failures: one(0),
      p50: one(10),
      p95: one(20),
      p99: one(40),
      users: one(2),
    },
  };
}

/** Three seconds, one row, nothing asked and nothing failed. */
export function tinyRun() {
  const run = sampleRun({seed: 3, duration: 3, rowCount: 1, workerCount: 1, title: 'Tiny', rate: 30});
  const row = {...run.rows[0], failures: 0};
  return {
    ...run,
    verdict: {result: 'none', thresholds: []},
    total: {...run.total, failures: 0},
    rows: [row],
    errors: [],
    samples: [],
    hints: [],
    generator: {limited: false, where: []},
    series: {
      ...run.series,
      workers: [null, null, null],
      limited: [0, 0, 0],
      dropped: [0, 0, 0],
      failures: [0, 0, 0],
    },
    status_codes: {200: run.total.requests},
    transactions: {passed: 0, failed: 0},
    iterations: run.total.requests,
    users_peak: 2,
    dropped_iterations: 0,
    late_starts: 0,
    connections: {opened: 2, reused: run.total.requests - 2, failed: 0},
    phases: {new: {connect: run.phases.new.connect}, kept: {}},
  };
}

/** A run that was stopped before anything was sent. */
export function emptyRun() {
  const none = {count: 0, min: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p99_9: 0, max: 0};
  return {
    schema: 1,
    tool: 'hrp',
    version: '5.1.0',
    run: {
      title: '',
      started_at: '2026-11-30T12:00:00Z',
      duration_s: 0,
      reason: 'stopped',
      reason_text: '',
      state: 'ended',
      role: 'standalone',
      command: '',
    },
    settings: [],
    verdict: {
      result: 'not met',
      thresholds: [
        {
          threshold: 'p95 < 1s',
          verdict: 'not met',
          value: null,
          bound: 1000,
          unit: 'ms',
          why: 'There was no data.',
          broken: [],
        },
      ],
    },
    axis: {step_s: 1, points: 0},
    series: {
      rate: [],
      failures: [],
      p50: [],
      p95: [],
      p99: [],
      users: [],
      dropped: [],
      workers: [],
      limited: [],
    },
    heatmap: {step_s: 1, edges_ms: [], counts: []},
    row_axis: {step_s: 1, points: 0},
    total: {type: '', name: 'Total', requests: 0, failures: 0, rps: 0, latency_ms: none, distribution: []},
    rows: [],
    errors: [],
    samples: [],
    status_codes: {},
    workers: [],
  };
}

/** Everything that can be named is named like markup. It is text, and has to be shown as such. */
export function hostileRun() {
  const run = sampleRun({seed: 5, duration: 60, rowCount: 3, workerCount: 3, title: kMarkup});
  for (const each of [...run.rows, ...run.errors, ...run.samples])
    Object.assign(each, {name: kMarkup, type: `request-${kMarkup}`, message: kMarkup});
  for (const sample of run.samples) {
    sample.request.text = kMarkup;
    if (sample.response) Object.assign(sample.response, {body: kMarkup, headers: [[kMarkup, kMarkup]]});
  }
  for (const worker of run.workers) Object.assign(worker, {id: kMarkup, state: kMarkup});
  Object.assign(run.verdict.thresholds[0], {threshold: kMarkup, why: kMarkup});
  Object.assign(run.run, {command: kMarkup, reason_text: kMarkup});
  return {...run, settings: [[kMarkup, kMarkup]], hints: [kMarkup], status_codes: {[kMarkup]: 1}};
}
export const kMarkup = '</script><img src=x onerror="document.title=1"><b>&amp;\u2028\u2029 {{x}}';
