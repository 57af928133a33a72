import type { LookupRows } from '../../../engine/ports';
import { isoTime, number, string, table, integer, boolean } from 'tidemark';
import { gzipSync } from 'node:zlib';
import { checkLookups } from '../../../engine/definition/lookups';
import { readTable } from '../../../engine/lookup/read-table';

const columns = {
  id: integer(),
  name: string(),
  price: number().optional(),
  since: isoTime().optional(),
  isOpen: boolean().optional(),
};

function read(file: string | Uint8Array, format: 'csv' | 'tsv' | 'json' = 'csv', more = columns): LookupRows {
  const given = { shops: table({ file: 'shops', format, key: 'id', columns: more }) };
  const { shops } = checkLookups(given, problem => {
    throw new Error(problem);
  });
  return readTable(shops!, Buffer.from(file as string));
}

const SHOPS = [
  [1, [1, 'Óbidos, "old"', 2.5, Date.UTC(2026, 0, 1), true]],
  [2, [2, 'Faro', null, null, null]],
];

test.each<[string, string | Uint8Array, 'csv' | 'tsv' | 'json']>([
  ['csv', 'id,name,price,since,isOpen\n1,"Óbidos, ""old""",2.5,2026-01-01T00:00:00Z,true\n2,Faro,,,\n', 'csv'],
  [
    'csv with other columns between',
    'x,name,id,price,since,isOpen\n,"Óbidos, ""old""",1,2.5,2026-01-01T00:00:00Z,true\n,Faro,2',
    'csv',
  ],
  ['tsv', 'id\tname\tprice\tsince\tisOpen\r\n1\tÓbidos, "old"\t2.5\t2026-01-01T00:00:00Z\ttrue\r\n2\tFaro\r\n', 'tsv'],
  [
    'lines of JSON',
    '{"id":1,"name":"Óbidos, \\"old\\"","price":2.5,"since":"2026-01-01T00:00:00Z","isOpen":true}\n{"name":"Faro","id":2}',
    'json',
  ],
  [
    'an array of JSON',
    '[{"id":1,"name":"Óbidos, \\"old\\"","price":2.5,"since":"2026-01-01T00:00:00Z","isOpen":true},\n {"name":"Faro","id":2}]',
    'json',
  ],
  ['gzip', gzipSync('id,name,price,since,isOpen\n1,"Óbidos, ""old""",2.5,2026-01-01T00:00:00Z,true\n2,Faro'), 'csv'],
])('reads %s', (_, file, format) => expect([...read(file, format)]).toEqual(SHOPS));

test('a column may be called otherwise in the file', () => {
  const at = { ...columns, id: integer({ at: 'shop.id' }), name: string({ at: 'names[1]' }) };
  expect([...read('{"shop":{"id":7},"names":["a","b"]}', 'json', at)]).toEqual([[7, [7, 'b', null, null, null]]]);
});

test.each<[string, string, 'csv' | 'json', string]>([
  ['a value of another kind', 'id,name\n1,a\nx,b', 'csv', 'row 2: id: expected integer, got string "x"'],
  ['a missing value', 'id,name\n1,a\n2', 'csv', 'row 2: name: missing'],
  ['a key that comes twice', 'id,name\n1,a\n2,b\n1,c', 'csv', 'row 3: id 1 comes twice'],
  ['a quote that is not closed', 'id,name\n1,"a', 'csv', 'row 1: quote not closed'],
  ['a header without the key', 'name\na', 'csv', 'row 1: id: missing'],
  ['two columns of one name', 'id,name,id\n1,a,2', 'csv', 'row 1: header: two columns "id"'],
  ['no JSON', '{"id":1,"name":"a"}\n{"id":', 'json', 'row 2: '],
  ['no object', '[1]', 'json', 'row 1: id: missing'],
  ['no row', 'id,name\n', 'csv', 'no row'],
  ['nothing', '', 'csv', 'row 1: blank'],
  ['an empty array', '[]', 'json', 'no row'],
])('says what is wrong with %s', (_, file, format, line) => expect(() => read(file, format)).toThrow(line));

test('a table that would fill the memory is refused', () => {
  expect(() => read(gzipSync(Buffer.alloc(100 * 1024 * 1024 + 1, 'x')))).toThrow('larger than 100 MB');
  expect(() => read(gzipSync('id,name\n1,a').subarray(0, 20))).toThrow('gzip: ');
});
