import { MISTAKE_OF_THE_EDIT } from './find';
import { MUTANTS } from './mutants';
import { simulatorFor } from './simulator';

const unbroken = simulatorFor(undefined);

describe('a simulated run notices when', () => {
  test.each(MUTANTS.map(mutant => [mutant.name, mutant] as const))(
    '%s',
    async (_, mutant) => {
      const seed = mutant.caughtBy;
      const { violations } = await simulatorFor(mutant)({ seed });
      expect(violations).not.toEqual([]);
      expect(violations.join()).not.toMatch(MISTAKE_OF_THE_EDIT);
      expect((await unbroken({ seed })).violations).toEqual([]);
    },
    300_000,
  );
});

test('every rule that can be switched off is switched off once', () => {
  const rules = new Set(MUTANTS.map(({ name }) => /^[AWF]\d/.exec(name)?.[0]).filter(rule => rule !== undefined));
  expect([...rules].sort()).toEqual(
    expect.arrayContaining(['A2', 'A4', 'A5', 'A6', 'A8', 'F1', 'F3', 'F4', 'F5', 'W1', 'W2', 'W3', 'W5']),
  );
});
