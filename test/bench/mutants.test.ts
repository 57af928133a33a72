import { runMutants } from '../../bench/mutants';

test('of 20,000 mutated events of each schema the scanner accepts none that JSON.parse or the schema rejects', () => {
  for (const report of runMutants(20_000, 7)) {
    expect(report).toMatchObject({ wronglyAccepted: 0, different: 0 });
    expect(report.valid).toBeGreaterThan(500);
    expect(report.scanned).toBeGreaterThan(500);
  }
});
