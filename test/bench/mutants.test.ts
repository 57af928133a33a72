import { runMutants } from '../../bench/mutants';

test('of 6,000 mutated events of each schema the scanner accepts none that JSON.parse or the schema rejects', () => {
  for (const report of runMutants(6_000, 7)) {
    expect(report).toMatchObject({ wronglyAccepted: 0, different: 0 });
    expect(report.valid).toBeGreaterThan(150);
    expect(report.scanned).toBeGreaterThan(150);
  }
});
