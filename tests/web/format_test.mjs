// How figures are written: digits that tell something, and dashes where nothing is known.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

// The modules of the page belong to browsers, and no package.json tells Node.js what they are.
const source = readFileSync(new URL('../../web/parts/format.js', import.meta.url));
const format = await import('data:text/javascript;base64,' + source.toString('base64'));

function check(name, cases) {
  test(name, () => {
    for (const [wanted, ...values] of cases) {
      assert.equal(format[name](...values).replaceAll(/[\u00a0\u2009]/g, ' '), wanted, values.join());
    }
  });
}

check('figureText', [
  ['0', 0],
  ['0.21', 0.2123],
  ['3.42', 3.417],
  ['21.4', 21.41],
  ['214', 214.4],
  ['2,140', 2140.2],
  ['\u2013', null],
  ['\u2013', undefined],
  ['\u2013', NaN],
]);
check('latencyText', [
  ['0 ms', 0],
  ['50.0 \u00b5s', 0.05],
  ['0.42 ms', 0.42],
  ['9,999 ms', 9999],
  ['10.0 s', 10000],
  ['\u2013', null],
]);
check('shortLatency', [
  ['0 ms', 0],
  ['20 \u00b5s', 0.02],
  ['0.5 ms', 0.5],
  ['30 ms', 30],
  ['1.5 s', 1500],
]);
check('shortFigure', [
  ['0', 0],
  ['0.5', 0.5],
  ['9999', 9999],
  ['12.5k', 12500],
  ['3M', 3e6],
]);
check('percentText', [
  ['\u2013', 0, 0],
  ['0 %', 0, 10],
  ['< 0.01 %', 1, 1e6],
  ['0.40 %', 4, 1000],
  ['12.5 %', 1, 8],
  ['> 99.99 %', 999_999, 1e6],
  ['100 %', 3, 3],
]);
check('spanText', [
  ['0 s', 0],
  ['3.2 s', 3.21],
  ['1 min', 60],
  ['10 min 5 s', 605.2],
  ['1 h', 3600],
  ['25 h 1 s', 90001],
  ['\u2013', null],
]);
check('elapsedText', [
  ['0:00', 0],
  ['0:07', 7.9],
  ['59:59', 3599],
  ['1:00:00', 3600],
  ['25:01:01', 90061],
]);
check('bytesText', [
  ['0 B', 0],
  ['1,023 B', 1023],
  ['1.00 KiB', 1024],
  ['2.50 MiB', 2.5 * 1024 * 1024],
  ['2,048 TiB', 2 ** 51],
]);
check('plural', [
  ['1 worker', 1, 'worker'],
  ['0 workers', 0, 'worker'],
  ['1,200 workers', 1200, 'worker'],
]);
test('a time that cannot be read is a dash', () => {
  assert.equal(format.dateText(new Date('never')), '\u2013');
  assert.equal(format.clockText(new Date('never')), '\u2013');
});
