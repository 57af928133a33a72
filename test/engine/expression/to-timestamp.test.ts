import { checkExpression } from '../../../engine/expression/check';
import { evaluate } from '../../../engine/expression/evaluate';
import type { Scope } from '../../../engine/expression/type';

const scope: Scope = { t: { type: 'text', isNullable: true }, zone: { type: 'text', isNullable: false } };
const check = (text: string) => checkExpression(text, scope, { names: [] });
const valueOf = (text: string, row: Record<string, string | null>) =>
  evaluate(check(text).expression, row, { onBadNumber: 'throw' });

const APACHE = "to_timestamp(t, 'dd/MMM/yyyy:HH:mm:ss Z')";

test.each([
  [APACHE, '10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
  ["to_timestamp(t, 'yyyy-MM-dd HH:mm:ss')", '2018-08-21 11:01:05', '2018-08-21T11:01:05.000Z'],
  ["to_timestamp(t, 'yyyy-MM-dd HH:mm:ss', 'Asia/Kolkata')", '2018-08-21 11:01:05', '2018-08-21T05:31:05.000Z'],
  ["to_timestamp(t, 'yyyy-MM-dd HH:mm:ss', zone)", '2018-08-21 11:01:05', '2018-08-21T05:31:05.000Z'],
])('%s of %s is a time', (text, t, iso) => {
  expect(valueOf(text, { t, zone: 'Asia/Kolkata' })).toBe(Date.parse(iso));
});

test('to_timestamp of null is null, and its type says so', () => {
  expect(valueOf(APACHE, { t: null })).toBeNull();
  expect(check(APACHE)).toMatchObject({ type: { type: 'time', isNullable: true } });
});

test.each([
  [APACHE, 'yesterday', 'to_timestamp: "yesterday": not of the form dd/MMM/yyyy:HH:mm:ss Z'],
  [APACHE, '30/Feb/2000:13:55:36 -0700', 'to_timestamp: "30/Feb/2000:13:55:36 -0700": there is no 2000-Feb-30'],
  ["to_timestamp(t, 'yyyy-MM-dd', zone)", '2018-08-21', 'no time zone "Mars/Base"; write one as Europe/Zurich'],
  ["to_timestamp('x', t)", 'yyyy', 'to_timestamp: no M, the month (character 5 of the format)'],
])('%s of %s says what is wrong', (text, t, message) => {
  expect(() => valueOf(text, { t, zone: 'Mars/Base' })).toThrow(message);
});

test.each([
  ["to_timestamp(t, 'yyyy-MM-ddTHH')", /no letter T; text stands in quotes as 'T' \(character 11 of the format\)/],
  ["to_timestamp(t, 'yyyy-MM-dd', 'Sydney')", /no time zone "Sydney"/],
])('%s is refused when it is checked', (text, message) => {
  expect(() => check(text)).toThrow(message);
});
