import { checkItemSize, ITEM_BYTES_LIMIT, itemBytes } from '../../../engine/store/item-size';

test.each([
  ['text in UTF-8', { text: 'aß😀' }, 4 + 7],
  ['binary as it is', { bin: new Uint8Array(10) }, 3 + 10],
  ['a number by its digits at their most', { n: 1 }, 1 + 21],
  ['null and booleans', { a: null, b: true }, 4],
  ['a list', { list: ['a', 'bc'] }, 4 + 3 + 2 + 3],
  ['a map', { map: { a: 'x', b: [true] } }, 3 + 3 + (1 + 1 + 1) + (1 + 1 + 3 + 1 + 1)],
])('an item counts %s', (_, attributes, bytes) => {
  expect(itemBytes({ pk: 'p', sk: 's', ...attributes })).toBe(6 + bytes);
});

test('an item of 400 KB is the largest, and a larger one is named', () => {
  const item = { pk: 'C#shard-0', sk: '1', rows: new Uint8Array(ITEM_BYTES_LIMIT - 18) };
  expect(itemBytes(item)).toBe(ITEM_BYTES_LIMIT);
  checkItemSize(item);
  const larger = { ...item, rows: new Uint8Array(ITEM_BYTES_LIMIT - 17) };
  expect(() => checkItemSize(larger)).toThrow('item C#shard-0 1 has 409601 bytes, DynamoDB takes 409600');
});
