import { type Answer, answerOf } from '../support';

const row = { price: -2.5, discount: null, quantity: -7, stock: null };

describe('numbers', () => {
  test.each<Answer>([
    ['abs(price)', 2.5],
    ['abs(discount)', null],
    ['sign(price)', -1],
    ['sign(0)', 0],
    ['sign(1e300)', 1],
    ['floor(price)', -3],
    ['ceil(price)', -2],
    ['ceil(-0.5)', 0],
    ['floor(2.999)', 2],
    ['sqrt(16)', 4],
    ['sqrt(2)', Math.SQRT2],
    ['sqrt(-1)', 'sqrt(-1) gives no finite number'],
    ['ln(1)', 0],
    ['ln(exp(1))', 1],
    ['ln(0)', 'ln(0) gives no finite number'],
    ['ln(-1)', 'ln(-1) gives no finite number'],
    ['exp(0)', 1],
    ['exp(710)', 'exp(710) gives no finite number'],
    ['power(2, 10)', 1024],
    ['power(2, -1)', 0.5],
    ['power(0, 0)', 1],
    ['power(-8, 1 / 3)', `power(-8, ${1 / 3}) gives no finite number`],
    ['power(10, 309)', 'power(10, 309) gives no finite number'],
    ['power(2, discount)', null],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});

describe('round goes half away from zero, by the decimal text', () => {
  test.each<Answer>([
    ['round(price)', -3],
    ['round(2.5)', 3],
    ['round(0.49999999999999994)', 0],
    ['round(-0.4)', 0],
    ['round(1.005, 2)', 1.01],
    ['round(-1.005, 2)', -1.01],
    ['round(2.345, 1)', 2.3],
    ['round(1234.5678, -2)', 1200],
    ['round(1250, -2)', 1300],
    ['round(quantity, 1)', -7],
    ['round(1e-7, 7)', 1e-7],
    ['round(1e-7, 6)', 0],
    ['round(5e-324, 15)', 0],
    ['round(1e21, 2)', 1e21],
    ['round(1e308, 15)', 1e308],
    ['round(-1.7976931348623157e308, 2)', -1.7976931348623157e308],
    ['round(9007199254740993, 1)', 9007199254740992],
    ['round(8.5e15, -15)', 9e15],
    ['round(1, 16)', 'round takes -15 to 15 decimals, got 16'],
    ['round(1, -16)', 'round takes -15 to 15 decimals, got -16'],
    ['round(price, stock)', null],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});
