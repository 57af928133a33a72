import { checkExpression } from '../../../../engine/expression/check';
import { evaluate } from '../../../../engine/expression/evaluate';
import { type Answer, answerOf, outcome } from '../support';

const row = { price: 2.5, discount: null, quantity: 7, stock: null, paid: true, gift: null, name: 'Ann', note: null };

describe('arithmetic', () => {
  test.each<Answer>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['12 / 3 / 2', 2],
    ['7 / 2', 3.5],
    ['7 % 3', 1],
    ['-7 % 3', -1],
    ['7 % -3', 1],
    ['5.5 % 2', 1.5],
    ['-2 * -3', 6],
    ['- price', -2.5],
    ['+ price', 2.5],
    ['- - price', 2.5],
    ['- (price + 1) * 2', -7],
    ['1 - -1', 2],
    ['0 * -1', 0],
    ['- (price - price)', 0],
    ['-0', 0],
    ['price * quantity', 17.5],
    ['price + discount', null],
    ['discount * 0', null],
    ['null + 1', null],
    ['.5 + 5.', 5.5],
    ['1e3 + 2.5E-1', 1000.25],
    ['0.1 + 0.2', 0.30000000000000004],
    ['9007199254740991', 9007199254740991],
    ['1 / 0', '1 / 0 gives no finite number'],
    ['quantity / (price - 2.5)', '7 / 0 gives no finite number'],
    ['1 % 0', '1 % 0 gives no finite number'],
    ['1e308 * 10', '1e+308 * 10 gives no finite number'],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('comparison', () => {
  test.each<Answer>([
    ['1 = 1.0', true],
    ['0 = -0', true],
    ['price = 2.5', true],
    ['price <> 2.5', false],
    ['price != 2', true],
    ['price < 3', true],
    ['price <= 2.5', true],
    ['price > 2.5', false],
    ['price >= 2.5', true],
    ['discount = 1', null],
    ['discount = discount', null],
    ['discount <> 1', null],
    ['discount < 1', null],
    ['1 <= discount', null],
    ['discount > 1', null],
    ['1 >= discount', null],
    ['null = null', null],
    ["'a' < 'b'", true],
    ["'a' < 'B'", false],
    ["'10' < '9'", true],
    ["'a' < 'aa'", true],
    ["name = 'ann'", false],
    ["'it''s' = 'it''s'", true],
    ['false < true', true],
    ['(1 = 1) = paid', true],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('logic of three values', () => {
  test.each<Answer>([
    ['true and true', true],
    ['true and false', false],
    ['true and null', null],
    ['null and true', null],
    ['false and null', false],
    ['null and false', false],
    ['null and null', null],
    ['false or false', false],
    ['true or null', true],
    ['null or true', true],
    ['false or null', null],
    ['null or false', null],
    ['null or null', null],
    ['not true', false],
    ['not false', true],
    ['not gift', null],
    ['not not paid', true],
    ['true or true and false', true],
    ['(true or true) and false', false],
    ['not false and false', false],
    ['not (false and false)', true],
    ['not 1 = 2', true],
    ['false and 1 / 0 = 1', false],
    ['true or 1 / 0 = 1', true],
    ['paid AND NOT FALSE', true],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('tests of a value', () => {
  test.each<Answer>([
    ['discount is null', true],
    ['discount is not null', false],
    ['price is null', false],
    ['null is null', true],
    ['1 + discount is null', true],
    ['gift is true', false],
    ['gift is not true', true],
    ['gift is false', false],
    ['gift is not false', true],
    ['paid is true', true],
    ['paid is false', false],
    ['1 = 1 is true', true],
    ['discount is distinct from null', false],
    ['discount is not distinct from null', true],
    ['discount is distinct from 1', true],
    ['price is distinct from 2.5', false],
    ["name is not distinct from 'Ann'", true],
    ['price between 2 and 3', true],
    ['price between 2.5 and 2.5', true],
    ['price between 3 and 2', false],
    ['price not between 3 and 4', true],
    ['price between discount and 3', null],
    ['price between discount and 2', false],
    ['price between 3 and discount', false],
    ['discount between 1 and 2', null],
    ['1 + 1 between 2 and 3 and paid', true],
    ['price in (1, 2.5)', true],
    ['price not in (1, 2)', true],
    ['price in (1, null)', null],
    ['price in (2.5, null)', true],
    ['price not in (1, null)', null],
    ['discount in (1, 2)', null],
    ["name in ('Ann')", true],
    ["name || '!' in ('Ann!', 'Bob!')", true],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('case', () => {
  test.each<Answer>([
    ["case when price > 3 then 'high' when price > 2 then 'middle' else 'low' end", 'middle'],
    ["case when price > 3 then 'high' end", null],
    ["case when gift then 'gift' else 'sold' end", 'sold'],
    ["case quantity when 1 then 'one' when 7 then 'seven' end", 'seven'],
    ["case note when null then 'null' else 'else' end", 'else'],
    ['case when paid then 1 else 1 / 0 end', 1],
    ['case when 1 / 0 = 1 then 1 end', '1 / 0 gives no finite number'],
    ['case when paid then null else 1 end', null],
    ['CASE WHEN paid THEN case when not paid then 1 else 2 end END + 1', 3],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('texts joined', () => {
  test.each<Answer>([
    ["'a' || 'b' || 'c'", 'abc'],
    ["name || ' ' || note", null],
    ["name || '' = 'Ann'", true],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

test('what cannot be computed is null after aggregation, and goes on from there', () => {
  expect(outcome('1 / 0', row, 'null')).toBeNull();
  expect(outcome('coalesce(1 / (price - 2.5), 5)', row, 'null')).toBe(5);
  expect(outcome('1 / (price - 2.5) is null', row, 'null')).toBe(true);
  expect(outcome('case when 1 / 0 > 1 then 1 else 2 end', row, 'null')).toBe(2);
});

test('a column that a row lacks is null, also one named as what every object has', () => {
  const scope = { constructor: { type: 'text', isNullable: true } } as const;
  const { expression } = checkExpression('constructor', scope, { names: [] });
  expect(evaluate(expression, {}, { onBadNumber: 'throw' })).toBeNull();
});
