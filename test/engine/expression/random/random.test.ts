import { compareCompiled, compareWithDuckDb } from './compare';
import { SHARED } from './templates';

test('random expressions give the same compiled as interpreted', () => {
  expect(compareCompiled(2_000, 1)).toMatchObject({ expressions: 2_000, values: 40_000, different: 0, examples: [] });
});

test('random expressions give what they give in DuckDB', async () => {
  const compared = await compareWithDuckDb(2_000, 1);
  expect(compared).toMatchObject({ expressions: 2_000, values: 20_000, different: 0, examples: [] });
}, 60_000);

test('a difference would be found', async () => {
  const templates = { ...SHARED, text: ["upper('ß')"] };
  const { different, examples } = await compareWithDuckDb(100, 1, templates);
  expect(different).toBeGreaterThan(0);
  expect(examples.length).toBeGreaterThan(0);
}, 60_000);
