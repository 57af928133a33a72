import { readdirSync } from 'node:fs';
import { MUTANTS } from './mutants';

test('every rule that can be switched off is switched off once', () => {
  const rules = new Set(MUTANTS.map(({ name }) => /^[AWF]\d/.exec(name)?.[0]).filter(rule => rule !== undefined));
  expect([...rules].sort()).toEqual(
    expect.arrayContaining(['A2', 'A4', 'A5', 'A6', 'A8', 'F1', 'F3', 'F4', 'F5', 'W1', 'W2', 'W3', 'W5']),
  );
});

test('every list of mutants has its tests', () => {
  const files = readdirSync(__dirname);
  const lists = files.filter(file => file.endsWith('-mutants.ts'));
  expect(lists.length).toBeGreaterThan(8);
  expect(lists.filter(list => !files.includes(list.replace('.ts', '.test.ts')))).toEqual([]);
});
