// The report of a run in a real browser: what it shows against the data, and how it is used.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {barriers, open, pageOf, picture, start, stop} from './browser.mjs';
import {
  comparedRuns,
  emptyRun,
  fleetRun,
  hostileRun,
  hourRun,
  momentRun,
  kMarkup,
  partOfARun,
  sampleRun,
  tinyRun,
} from './sample_runs.mjs';

before(start);
after(stop);

const texts = (locator) =>
  locator.evaluateAll((all) => all.map((each) => each.textContent.replace(/\s+/g, ' ').trim()));
const names = (page) => texts(page.locator('#rows tbody .name'));
const count = (value) => value.toLocaleString('en', {maximumFractionDigits: 0});
const shown = (page) => page.locator('#timeline .shown').textContent();
const figure = (value) =>
  value.toLocaleString('en', {
    minimumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0,
    maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0,
  });
const latency = (value) => (value >= 10000 ? figure(value / 1000) + ' s' : figure(value) + ' ms');
const plain = (text) => text.replace(/\s+/g, ' ').trim();

/** A place in a chart, by its share of the width between the axes. */
async function placeIn(page, plot, share) {
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  const marks = await plot.locator('.dygraph-axis-label-x').evaluateAll((all) =>
    all.map((each) => {
      const {left, width} = each.getBoundingClientRect();
      const [seconds, minutes, hours = 0] = each.textContent.split(':').map(Number).reverse();
      return {x: left + width / 2, at: seconds + 60 * minutes + 3600 * hours};
    }),
  );
  const [first, last] = [marks[0], marks[marks.length - 1]];
  const x = first.x + share * (last.x - first.x);
  return {x, y: box.y + box.height / 2, at: first.at + share * (last.at - first.at)};
}

const kViews = [
  [1280, 'light'],
  [1280, 'dark'],
  [360, 'light'],
];

for (const [name, run] of Object.entries({
  sample: sampleRun(),
  tiny: tinyRun(),
  empty: emptyRun(),
  fleet: fleetRun(),
  hostile: hostileRun(),
  comparison: comparedRuns(),
})) {
  test(`${name}: nothing fails, nothing moves, nothing is asked for, nothing is out of reach`, async () => {
    // Each of the other runs adds what it is about, not what a width or the colours are about.
    const views = ['sample', 'comparison'].includes(name) ? kViews : kViews.slice(1);
    for (const [width, colours] of views) {
      const {page, problems, close} = await open(run, {width, colours});
      assert.deepEqual(await barriers(page), [], `${width} ${colours}`);
      assert.equal(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
        0,
        `too wide at ${width}`,
      );
      assert.equal(await page.evaluate(() => window.shifts), 0, `moved at ${width}`);
      assert.deepEqual(problems, []);
      await picture(page, `${name}-${colours}-${width}`, {fullPage: true});
      await close();
    }
  });
}

test('opened rows and errors are within reach too, at every width', async () => {
  for (const [width, colours] of [
    [360, 'dark'],
    [768, 'light'],
    [1920, 'dark'],
  ]) {
    const {page, problems, close} = await open(sampleRun(), {width, colours});
    await page.locator('#rows .opener').first().click();
    await page.locator('#errors summary').first().click();
    await page.locator('#rows tr.detail canvas').first().waitFor();
    assert.deepEqual(await barriers(page), []);
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0,
      `too wide at ${width}`,
    );
    assert.deepEqual(problems, []);
    await picture(page, `opened-${colours}-${width}`, {fullPage: true});
    await close();
  }
});

test('a run of a single point is a line over it, and as long as it was', async () => {
  const run = momentRun();
  const {page, problems, close} = await open(run);
  assert.equal(plain(await shown(page)), 'all of 0.4 s');
  const drawn = await page
    .locator('#timeline .plot')
    .nth(1)
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      // A column of dots in the middle of the chart, where nothing but a line over the point could be.
      const context = canvas.getContext('2d');
      const {data} = context.getImageData(Math.floor(canvas.width / 3), 0, 1, canvas.height);
      const colours = new Set();
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue, alpha] = data.slice(at, at + 4);
        if (alpha > 128 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) colours.add(at);
      }
      return colours.size;
    });
  assert.ok(drawn > 0, 'no line');
  const place = page.locator('#timeline .plot').first();
  await place.focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await place.getAttribute('aria-valuetext'), /^0:00: requests 30/);
  assert.equal(await place.getAttribute('aria-valuemax'), '0');
  assert.deepEqual(problems, []);
  await picture(page, 'moment', {fullPage: true});
  await close();
});

test('the decision comes first, each threshold with its value and why', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  assert.equal(await page.locator('main > section').first().getAttribute('id'), 'verdict');
  assert.equal(await page.locator('#verdict h2').textContent(), 'Not met');
  assert.equal(
    await page.locator('#verdict .headline p').textContent(),
    '2 of 4 thresholds were met, 1 is unclear.',
  );
  assert.deepEqual(
    await texts(page.locator('#verdict code')),
    run.verdict.thresholds.map((each) => each.threshold),
  );
  assert.deepEqual(await texts(page.locator('#verdict .measured')), [
    '63.8 ms · limit 60 ms',
    '0.37 % · limit 1 %',
    '214/s · limit 100/s',
    '248 ms · limit 250 ms',
  ]);
  assert.match(
    plain(await page.locator('#verdict .why').first().textContent()),
    /^p95 of 63\.8 ms is above .* Broken for 48 s: 6:00 to 6:48$/,
  );
  await page.locator('#verdict .why button').click();
  assert.equal(await shown(page), '5:12 to 7:36');
  await close();
  const empty = await open(emptyRun());
  assert.equal(
    await empty.page.locator('#verdict .measured').textContent().then(plain),
    'no data · limit 1000 ms',
  );
  await empty.close();
});

test('the figures are those of the data, the times those of the reader', async () => {
  const run = sampleRun();
  const {page, close} = await open(run, {zone: 'Asia/Tokyo'});
  const tiles = Object.fromEntries(
    await page
      .locator('.tile')
      .evaluateAll((all) =>
        all.map((each) => [each.children[0].textContent, each.children[1].firstChild.textContent]),
      ),
  );
  const times = run.total.latency_ms;
  assert.deepEqual(Object.fromEntries(Object.entries(tiles).map(([name, text]) => [name, plain(text)])), {
    Requests: count(run.total.requests),
    Rate: `${figure(run.total.rps)}/s`,
    Failures: '0.40 %',
    p50: latency(times.p50),
    p95: latency(times.p95),
    p99: latency(times.p99),
    Longest: latency(times.max),
  });
  assert.ok((await texts(page.locator('#run .facts dd'))).includes('2026-11-30 21:00:00 GMT+9'));
  assert.equal(await page.locator('#settings pre').textContent(), run.run.command);
  await page.locator('#settings button').click();
  await page.locator('#settings [role=status]:text("Copied")').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), run.run.command);
  await close();
});

test('rows are sorted and searched', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  const by = (value, falling) =>
    [...run.rows]
      .sort((a, b) => (falling ? value(b) - value(a) : value(a) - value(b)))
      .map((each) => each.name);
  assert.deepEqual(
    await names(page),
    run.rows.map((each) => each.name),
  );
  assert.deepEqual(
    await texts(page.locator('#rows tbody tr td:nth-child(2)')),
    run.rows.map((each) => count(each.requests)),
  );
  assert.deepEqual(
    await texts(page.locator('#rows tbody tr td:nth-child(7)')),
    run.rows.map((each) => latency(each.latency_ms.p95)),
  );
  const header = (name) => page.locator('#rows thead th', {hasText: name});
  await header('p95').locator('button').click();
  assert.equal(await header('p95').getAttribute('aria-sort'), 'descending');
  assert.deepEqual(
    await names(page),
    by((each) => each.latency_ms.p95, true),
  );
  await header('p95').locator('button').press('Enter');
  assert.equal(await header('p95').getAttribute('aria-sort'), 'ascending');
  assert.deepEqual(
    await names(page),
    by((each) => each.latency_ms.p95, false),
  );
  await page.locator('#rows input').fill('post cat');
  assert.deepEqual(
    await names(page),
    run.rows.filter((each) => /POST/.test(each.type) && /cat/.test(each.name)).map((each) => each.name),
  );
  await page.locator('#rows input').fill('item');
  assert.equal((await names(page)).length, 2);
  assert.equal(await page.locator('#rows .told').textContent(), '2 of 12');
  assert.equal(
    plain(await page.locator('#rows tfoot').textContent()).startsWith(`Total${count(run.total.requests)}`),
    true,
  );
  await page.locator('#rows input').fill('nowhere');
  assert.equal(await page.locator('#rows tbody').textContent(), 'None of that name.');
  await close();
});

test('a click on a row shows its charts, and they stay through a sort', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  const row = run.rows[2];
  const opener = page.locator('#rows .opener', {hasText: row.name}).first();
  await opener.click();
  assert.equal(await opener.getAttribute('aria-expanded'), 'true');
  const detail = page.locator('#rows tr.detail');
  assert.equal(await detail.locator('.plot canvas').count(), 6);
  assert.deepEqual(
    await texts(detail.locator('.chart').nth(1).locator('.legend li')),
    ['p50', 'p95', 'p99'].map((name) => `${name} ${latency(row.latency_ms[name])}`),
  );
  assert.equal(
    await texts(detail.locator('table tbody td')).then((all) => all.slice(0, 3).join()),
    [count(row.requests), latency(row.latency_ms.min), latency(row.latency_ms.mean)].join(),
  );
  await page.locator('#rows thead button', {hasText: 'Requests'}).first().click();
  assert.equal(await page.locator('#rows tr.detail').count(), 1);
  await opener.press('Enter');
  assert.equal(await page.locator('#rows tr.detail').count(), 0);
  await page.locator('#rows tbody td').nth(3).click();
  assert.equal(await page.locator('#rows tr.detail').count(), 1);
  await close();
});

test('a pointer shows the values of a moment in all charts', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  const plots = page.locator('#timeline .plot');
  const place = await placeIn(page, plots.nth(1), 0.72);
  await page.mouse.move(place.x, place.y);
  const when = page.locator('#timeline .when');
  const moment = await when.nth(1).textContent();
  const [minutes, seconds] = moment.split(' · ')[1].split(':').map(Number);
  const at = 60 * minutes + seconds;
  assert.ok(Math.abs(at - place.at) <= 1, `${moment} for ${place.at} s`);
  assert.equal(
    moment.split(' · ')[0],
    `13:${String(minutes).padStart(2, '0')}:${String(seconds).padStart(2, '0')}`,
  );
  assert.equal(await when.nth(0).textContent(), moment);
  const legend = (chart) => texts(page.locator('#timeline .chart').nth(chart).locator('.value'));
  const {series} = run;
  assert.deepEqual(await legend(0), [
    `${figure(series.rate[at])}/s`,
    series.failures[at] === 0 ? '0/s' : `${figure(series.failures[at])}/s`,
  ]);
  assert.deepEqual(await legend(1), [series.p50[at], series.p95[at], series.p99[at]].map(latency));
  assert.deepEqual(await legend(2), [
    count(series.users[at]),
    count(series.workers[at]),
    series.dropped[at] === 0 ? '0/s' : `${figure(series.dropped[at])}/s`,
  ]);
  await picture(page, 'pointed');
  await page.mouse.move(2, 2);
  assert.deepEqual(
    await legend(1),
    ['p50', 'p95', 'p99'].map((name) => latency(run.total.latency_ms[name])),
  );
  await close();
});

test('the heat map tells how many requests took how long', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  const plot = page.locator('#timeline .plot').nth(3);
  const place = await placeIn(page, plot, 271 / 540); // in the middle of a column
  await page.mouse.move(place.x, place.y);
  const text = plain(await page.locator('#timeline .chart').nth(3).locator('.value').textContent());
  const [, told, from] = text.match(/^([\d,.]+) in ([\d.]+) ms to [\d.]+ ms$/);
  const bucket = run.heatmap.edges_ms.findIndex((edge) => figure(edge) === from);
  const column = run.heatmap.counts[Math.floor(place.at / run.heatmap.step_s + 1e-6)];
  const pairs = column.flatMap((value, index) =>
    index % 2 === 0 && value === bucket ? [column[index + 1]] : [],
  );
  assert.equal(told, count(pairs[0]));
  await close();
});

test('a part of a run has the times of the run', async () => {
  const run = partOfARun();
  const {page, close} = await open(run);
  assert.ok((await texts(page.locator('#run .facts dd'))).includes('2:00 to 10:00'));
  assert.ok((await texts(page.locator('#run .facts dt'))).includes('Whole run ended by'));
  assert.match(await page.locator('#verdict .headline p').textContent(), / of the whole run, not of the part/);
  assert.equal(plain(await shown(page)), 'all of 8 min');
  const plots = page.locator('#timeline .plot');
  for (const chart of [0, 3]) {
    const marks = await texts(plots.nth(chart).locator('.dygraph-axis-label-x'));
    assert.deepEqual([marks[0], marks[marks.length - 1]], ['2:00', '9:00']);
  }
  const place = await placeIn(page, plots.nth(1), 0.5);
  await page.mouse.move(place.x, place.y);
  const moment = await page.locator('#timeline .when').nth(1).textContent();
  const at =
    moment
      .split(' · ')[1]
      .split(':')
      .reduce((all, each) => 60 * all + Number(each), 0) - 120;
  assert.deepEqual(
    await texts(page.locator('#timeline .chart').nth(1).locator('.value')),
    [run.series.p50[at], run.series.p95[at], run.series.p99[at]].map(latency),
  );
  await page.getByRole('button', {name: 'Zoom in'}).click();
  assert.equal(await shown(page), '4:00 to 8:00');
  await page.locator('#rows .opener').first().click();
  assert.equal(await texts(page.locator('tr.detail .dygraph-axis-label-x')).then((all) => all[0]), '2:00');
  await close();
});

test('dragging, buttons and keys zoom all charts of the run', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  const plots = page.locator('#timeline .plot');
  assert.equal(plain(await shown(page)), 'all of 10 min');
  const [from, to] = [await placeIn(page, plots.nth(0), 0.25), await placeIn(page, plots.nth(0), 0.5)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, from.y, {steps: 4});
  await page.mouse.up();
  const seconds = (await shown(page))
    .split(' to ')
    .map((text) => text.split(':').reduce((all, each) => 60 * all + Number(each), 0));
  assert.ok(
    Math.abs(seconds[0] - from.at) <= 2 && Math.abs(seconds[1] - to.at) <= 2,
    `${seconds} for ${from.at} to ${to.at}`,
  );
  const marks = await Promise.all(
    [0, 1, 2, 3].map((chart) => texts(plots.nth(chart).locator('.dygraph-axis-label-x'))),
  );
  for (const each of marks) assert.deepEqual(each, marks[0]);
  await picture(page, 'zoomed');
  await plots.nth(1).dblclick({position: {x: 400, y: 60}});
  assert.equal(plain(await shown(page)), 'all of 10 min');
  await page.getByRole('button', {name: 'Zoom in'}).click();
  assert.equal(await shown(page), '2:30 to 7:30');
  await page.getByRole('button', {name: 'Later'}).click();
  assert.equal(await shown(page), '5:00 to 10:00');
  await page.getByRole('button', {name: 'Whole run'}).click();
  await plots.nth(1).focus();
  await plots.nth(1).press('Home');
  await plots.nth(1).press('ArrowRight');
  assert.equal(await plots.nth(1).getAttribute('aria-valuenow'), '6');
  assert.equal(
    plain(await plots.nth(1).getAttribute('aria-valuetext')),
    `0:06: p50 ${latency(run.series.p50[6])}, p95 ${latency(run.series.p95[6])}, p99 ${latency(run.series.p99[6])}`,
  );
  await plots.nth(1).press('+');
  assert.equal(await shown(page), '0:03 to 5:03');
  await plots.nth(1).press('0');
  assert.equal(plain(await shown(page)), 'all of 10 min');
  await close();
});

test('errors show their samples', async () => {
  const run = sampleRun();
  const {page, close} = await open(run);
  assert.deepEqual(
    await texts(page.locator('#errors .count')),
    run.errors.map((each) => count(each.count)),
  );
  assert.deepEqual(
    await texts(page.locator('#errors .text')),
    run.errors.map((each) => each.message),
  );
  assert.deepEqual(await texts(page.locator('#errors .seen')), ['6:00 to 6:48', '0:02 to 9:59', 'at 0:09']);
  await page.locator('#errors summary').nth(1).click();
  const sample = page.locator('#errors .sample').first();
  assert.equal(await sample.locator('.check').textContent(), 'body.total: want 34, got 33');
  assert.equal(await sample.locator('pre').nth(0).textContent(), run.samples[2].request.text);
  assert.equal(
    await sample.locator('pre').nth(1).textContent(),
    'Status 200\nContent-Type: application/json\nSet-Cookie: ***\n\n{"total": 33}',
  );
  await close();
});

test('a fleet of a hundred has the same page, and the lost are marked', async () => {
  const run = fleetRun();
  const {page, close} = await open(run);
  const lost = run.workers.filter((each) => each.how === 'lost');
  assert.equal(
    await page.locator('#workers .notice').textContent(),
    `${lost.length} workers of 100 were lost.`,
  );
  assert.equal(await page.locator('#workers tbody tr').count(), 20);
  await page.getByRole('button', {name: 'Show all 100'}).click();
  assert.equal(await page.locator('#workers tbody tr').count(), 100);
  assert.deepEqual(
    await texts(page.locator('#workers tr.lost .name')),
    lost.map((each) => each.id),
  );
  await page.locator('#workers input').fill('lost');
  assert.equal(await page.locator('#workers tbody tr').count(), lost.length);
  await close();
});

test('what looks like markup is text', async () => {
  const {page, problems, close} = await open(hostileRun());
  await page.locator('#rows .opener').first().click();
  for (const each of await page.locator('#errors summary').all()) await each.click();
  assert.equal(await page.locator('img, main b').count(), 0);
  assert.equal(await page.locator('h1').textContent(), kMarkup);
  assert.equal(plain(await page.title()), plain(kMarkup) + ' · hrp report');
  assert.equal((await names(page))[0], plain(kMarkup));
  assert.equal(await page.locator('#errors pre').first().textContent(), kMarkup);
  assert.deepEqual(problems, []);
  await close();
});

test('an hour of fifty rows is at most 600 KB', async () => {
  const run = hourRun();
  const size = pageOf(run).length;
  assert.ok(size <= 600_000, `${size} bytes`);
  const {page, problems, close} = await open(run);
  assert.deepEqual(
    await names(page),
    run.rows.map((each) => each.name),
  );
  await page.locator('#rows .opener').nth(30).click();
  assert.equal(await page.locator('#rows tr.detail .plot canvas').count(), 6);
  assert.deepEqual(problems, []);
  await picture(page, 'hour');
  await close();
});

test('the colours can be changed, and the charts follow', async () => {
  const {page, close} = await open(sampleRun());
  const look = () =>
    page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      document.querySelector('.plot canvas').toDataURL().length,
    ]);
  const [light, drawn] = await look();
  await page.getByRole('button', {name: 'Dark colours'}).click();
  const [dark, redrawn] = await look();
  assert.notEqual(light, dark);
  assert.notEqual(drawn, redrawn);
  await page.getByRole('button', {name: 'Light colours'}).click();
  assert.deepEqual(await look(), [light, drawn]);
  await close();
});

test('on paper the charts have its width and the colours of light', async () => {
  const {page, problems, close} = await open(sampleRun(), {colours: 'dark'});
  await page.evaluate(() => {
    window.printed = [];
    addEventListener('beforeprint', () =>
      window.printed.push(
        document.querySelector('.plot').clientWidth,
        getComputedStyle(document.body).backgroundColor,
      ),
    );
  });
  const width = await page
    .locator('.plot')
    .first()
    .evaluate((plot) => plot.clientWidth);
  const pdf = await page.pdf({
    format: 'A4',
    printBackground: true,
    path: process.env.PICTURES + '/paper.pdf',
  });
  assert.ok(pdf.length > 20_000);
  assert.deepEqual(await page.evaluate(() => window.printed), [680, 'rgb(246, 246, 244)']);
  assert.equal(
    await page
      .locator('.plot')
      .first()
      .evaluate((plot) => plot.clientWidth),
    width,
  );
  assert.deepEqual(problems, []);
  await close();
});

test('two runs are shown beside each other, with what differs', async () => {
  const both = comparedRuns();
  const {page, close} = await open(both);
  assert.equal(await page.locator('#verdict h2').textContent(), 'Slower');
  assert.deepEqual(
    await texts(page.locator('#verdict tbody .badge')),
    both.verdict.rows.map((each) => each.verdict[0].toUpperCase() + each.verdict.slice(1)),
  );
  const [first] = both.verdict.rows;
  assert.deepEqual(
    await texts(page.locator('#verdict tbody tr').first().locator('td')).then((all) => all.slice(0, 3)),
    ['p50', latency(first.base), latency(first.new)],
  );
  assert.deepEqual(await texts(page.locator('#settings tr.differs td')), ['10m', '11m']);
  assert.equal(await page.locator('#rows .type', {hasText: 'only in the new run'}).count(), 1);
  const plots = page.locator('#timeline .plot');
  const place = await placeIn(page, plots.nth(1), 0.3);
  await page.mouse.move(place.x, place.y);
  const at = (await page.locator('#timeline .when').first().textContent())
    .split(':')
    .reduce((all, each) => 60 * all + Number(each), 0);
  assert.deepEqual(
    await texts(page.locator('#timeline .chart').nth(1).locator('.value')),
    [both.base.series.p95[at], both.new.series.p95[at]].map(latency),
  );
  const opener = page.locator('#rows .opener', {hasText: 'cart'}).first();
  await opener.click();
  assert.deepEqual(
    await texts(page.locator('tr.detail .chart').nth(1).locator('.value')),
    [both.base, both.new].map((run) => latency(run.rows[2].latency_ms.p95)),
  );
  await picture(page, 'comparison', {fullPage: true});
  await close();
});
