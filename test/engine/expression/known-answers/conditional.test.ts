import { type Answer, answerOf } from '../support';

const at = Date.UTC(2024, 1, 29, 12);
const row = {
  price: 2.5,
  discount: null,
  quantity: 7,
  stock: null,
  paid: true,
  gift: null,
  name: 'Ann',
  note: null,
  at,
};

describe('functions that choose', () => {
  test.each<Answer>([
    ['coalesce(discount, price)', 2.5],
    ['coalesce(discount, stock)', null],
    ['coalesce(null)', null],
    ["coalesce(note, name, 'nobody')", 'Ann'],
    ['coalesce(price, 1 / 0)', 2.5],
    ['coalesce(discount, 1 / 0)', '1 / 0 gives no finite number'],
    ["coalesce(sent, '2024-02-29T12:00:00Z')", at],
    ['nullif(price, 2.5)', null],
    ['nullif(price, 1)', 2.5],
    ['nullif(discount, 1)', null],
    ['nullif(price, discount)', 2.5],
    ['nullif(discount, null)', null],
    ["nullif(at, '2024-02-29T12:00:00Z')", null],
    ['if(paid, 1, 2)', 1],
    ['if(gift, 1, 2)', 2],
    ['if(not paid, 1)', null],
    ['if(paid, 1, 1 / 0)', 1],
    ['greatest(price, quantity, 3)', 7],
    ['greatest(price, discount)', 2.5],
    ['greatest(discount, stock)', null],
    ["greatest('b', 'a', 'B')", 'b'],
    ['greatest(false, true)', true],
    ['least(price, quantity, 3)', 2.5],
    ['least(discount, price, stock)', 2.5],
    ['least(null)', null],
    ["least(at, '2020-01-01T00:00:00Z')", Date.UTC(2020, 0)],
    ["greatest(sent, '2020-01-01T00:00:00Z')", Date.UTC(2020, 0)],
  ])('%s is %p', (text, answer) => expect(answerOf(text, row)).toBe(answer));
});
