import fc from 'fast-check';
import { EventText } from '../../../engine/scan/event-text';
import { readMillis, readNumber, readSeconds } from '../../../engine/scan/read-number';

const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength });
const literal = fc
  .tuple(
    fc.constantFrom('', '', '', '-', '+'),
    fc.oneof(digits(4), digits(18), fc.constantFrom('1790856000', '1790856000123', '0', '999', '9999')),
    fc.oneof(
      fc.constant(''),
      fc.constant('.'),
      digits(3).map(d => `.${d}`),
      digits(12).map(d => `.${d}`),
    ),
    fc.constantFrom('', '', '', 'e3', 'E-2', 'e'),
  )
  .map(parts => parts.join(''));

describe.each(Object.entries({ readNumber, readMillis, readSeconds }))('%s', (_name, read) => {
  test('gives what JSON.parse gives, and takes nothing that JSON.parse does not', () => {
    const into = new Float64Array(1);
    const text = new EventText();
    fc.assert(
      fc.property(literal, fc.constantFrom(',', '}', ' ', ']', '\n'), (number, after) => {
        text.load(Buffer.from(`${number}${after}`));
        const end = read(text, text.start, into, 0);
        if (end < 0) return;
        expect(end).toBe(number.length);
        expect(into[0]).toBe(JSON.parse(number));
      }),
      { numRuns: 5_000 },
    );
  });
});

test('usual numbers are read without the plain way', () => {
  const into = new Float64Array(1);
  const text = new EventText();
  for (const number of ['0', '7', '12.5', '0.125', '999.999', '-0', '-12.75', '1234', '12345.678', '123456789012345']) {
    text.load(Buffer.from(`${number},`));
    expect(readNumber(text, 0, into, 0)).toBe(number.length);
    expect(into[0]).toBe(JSON.parse(number));
  }
  for (const [read, instant] of [
    [readMillis, '1790856000123'],
    [readSeconds, '1790856000'],
    [readSeconds, '1790856000.5'],
    [readSeconds, '1790856000.123'],
  ] as const) {
    text.load(Buffer.from(`${instant}}`));
    expect(read(text, 0, into, 0)).toBe(instant.length);
    expect(into[0]).toBe(JSON.parse(instant));
  }
});
