import { Troubles } from '../../cli/troubles';
import pipeline from '../input/support/readings';

let said: string[];
beforeEach(() => {
  said = [];
  jest.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text).trimEnd()) > 0);
});
afterEach(() => jest.restoreAllMocks());

const derived = { ...pipeline, columns: [{ name: 'x', code: () => 1, type: undefined }] };

describe('troubles', () => {
  it('of the definition are said once for each function and reason, and of its fields not at all', () => {
    const troubles = new Troubles(3);
    for (let i = 0; i < 5; i++) troubles.onQuarantined(derived, `x: no element ${i}`);
    troubles.onQuarantined(derived, 'x: not a finite number');
    troubles.onQuarantined(derived, 'value: missing');
    troubles.onQuarantined(derived, 'queries.ratio: a / b: 1 / 0 gives no finite number');
    expect(said).toEqual([
      'readings: derive.x fails, and its events go to the quarantine: no element 0',
      'readings: derive.x fails, and its events go to the quarantine: not a finite number',
      'readings: queries.ratio fails, and its events go to the quarantine: a / b: 1 / 0 gives no finite number',
    ]);
  });

  it('of a function are said when they come again and again, by their message', () => {
    const troubles = new Troubles(3);
    const line = JSON.stringify({
      level: 'ERROR',
      message: 'the batch will be retried',
      error: { message: 'no\u001b[2J' },
    });
    troubles.onLog({ source: 'trades-aggregate', line });
    troubles.onLog({ source: 'trades-aggregate', line: 'folded 10 records' });
    troubles.onLog({ source: 'trades-aggregate', line });
    expect(said).toEqual([]);
    for (let i = 0; i < 5; i++) troubles.onLog({ source: 'trades-aggregate', line });
    expect(said).toEqual(['trades-aggregate: the batch will be retried: no\\u001b[2J (again and again)']);
  });

  it('are bounded in number', () => {
    const troubles = new Troubles(1);
    const name = (i: number) => String.fromCodePoint(0x4e00 + i);
    for (let i = 0; i < 1_000; i++) troubles.onLog({ source: 'f', line: `Error ${name(i)}` });
    expect(said).toHaveLength(21);
  });
});
