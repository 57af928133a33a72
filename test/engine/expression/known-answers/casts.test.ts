import { type Answer, answerOf } from '../support';

const at = Date.UTC(2024, 1, 29, 13, 14, 15, 678);
const row = {
  name: '12.5',
  note: null,
  price: 2.5,
  discount: null,
  quantity: 7,
  stock: null,
  paid: true,
  gift: null,
  at,
  sent: null,
};
const cast = (text: string): string => `cast(replace('${text}', '~', '') as `;

describe('cast', () => {
  test.each<Answer>([
    ['cast(price as text)', '2.5'],
    ['cast(quantity as varchar)', '7'],
    ['cast(1e21 as text)', '1e+21'],
    ['cast(0.0000001 as text)', '1e-7'],
    ['cast(paid as string)', 'true'],
    ['cast(at as text)', '2024-02-29T13:14:15.678Z'],
    ['cast(name as text)', '12.5'],
    ['cast(note as text)', null],
    ['cast(null as text)', null],
    ['cast(name as number)', 12.5],
    ["cast(' -1.5e3 ' as double)", -1500],
    ["cast('+.5' as float)", 0.5],
    ["cast('-0' as number)", 0],
    ['cast(quantity as number)', 7],
    ['cast(paid as number)', 1],
    ['cast(not paid as number)', 0],
    ['cast(name as integer)', 13],
    ['cast(price as int)', 3],
    ['cast(-price as bigint)', -3],
    ['cast(-0.4 as integer)', 0],
    ['cast(0.49999999999999994 as integer)', 0],
    ['cast(9007199254740991 as integer)', 9007199254740991],
    ["cast('TRUE' as boolean)", true],
    ["cast(' false ' as boolean)", false],
    ['cast(quantity as boolean)', true],
    ['cast(0 as boolean)', false],
    ['cast(gift as text)', null],
    ["cast('2024-02-29T13:14:15.678Z' as timestamp)", at],
    ['cast(at as time)', at],
    ['cast(sent as text)', null],
    ['CAST(price AS INTEGER) + 1', 4],
    [`${cast('1~x')}number)`, '"1x" is no number'],
    [`${cast('~')}number)`, '"" is no number'],
    [`${cast('0x10~')}number)`, '"0x10" is no number'],
    [`${cast('Infinity~')}number)`, '"Infinity" is no number'],
    [`${cast('NaN~')}number)`, '"NaN" is no number'],
    [`${cast('1e400~')}number)`, '"1e400" is no number'],
    [`${cast('1,5~')}number)`, '"1,5" is no number'],
    [`${cast('9007199254740993~')}integer)`, '"9007199254740993" is beyond 2^53'],
    ['cast(price * 1e300 as integer)', '"2.5e+300" is beyond 2^53'],
    [`${cast('yes~')}boolean)`, '"yes" is neither true nor false'],
    [`${cast('2024-02-30T00:00:00Z~')}time)`, '"2024-02-30T00:00:00Z" is no time: there is no 2024-02-30'],
    [
      `${cast('2024-02-29 13:14:15~')}time)`,
      '"2024-02-29 13:14:15" is no time: no time zone; add Z or an offset such as +02:00',
    ],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('try_cast is null where there is nothing to cast to', () => {
  test.each<Answer>([
    ["try_cast('1x' as number)", null],
    ["try_cast('1' as number)", 1],
    ["try_cast('maybe' as boolean)", null],
    ["try_cast('2024-02-30T00:00:00Z' as time)", null],
    ["try_cast('9007199254740993' as integer)", null],
    ['try_cast(at as text)', '2024-02-29T13:14:15.678Z'],
    ['try_cast(at + 9000000000000000 as text)', null],
    ['try_cast(note as number)', null],
    ["coalesce(try_cast('x' as integer), 0)", 0],
    ['try_cast(1 / 0 as text)', '1 / 0 gives no finite number'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('hashes', () => {
  test.each<Answer>([
    ["md5('')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["md5('The quick brown fox jumps over the lazy dog')", '9e107d9d372bb6826bd81d3542a419d6'],
    ["md5('é')", '66ddcd97cfdeabb2f6fb8a999b4bc76f'],
    ['md5(note)', null],
    ['hash(stock)', null],
    ["hash('1') = hash(1)", false],
    ['hash(1) = hash(1.0)', true],
    ['hash(0) = hash(-0)', true],
    ['hash(paid) = hash(true)', true],
    ['hash(name) between 0 and 9007199254740991', true],
    ["hash('ann')", 6278246331335865],
    ['hash(1)', 4304917280708633],
    ['hash(true)', 6951065687442977],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});
