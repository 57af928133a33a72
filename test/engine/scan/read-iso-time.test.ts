import fc from 'fast-check';
import { EventText } from '../../../engine/scan/event-text';
import { readIsoTime } from '../../../engine/scan/read-iso-time';
import { isoTimeMs } from '../../../engine/text/iso-time';

function read(time: string): number {
  const text = new EventText();
  const bytes = Buffer.from(time);
  text.load(bytes);
  return readIsoTime(text, 0, bytes.length);
}

test('a time as Date writes it, with milliseconds or without, is read from its bytes', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), ms => {
      const iso = new Date(ms).toISOString();
      expect(read(iso)).toBe(ms);
      expect(read(`${iso.slice(0, 19)}Z`)).toBe(ms - (ms % 1000));
    }),
  ));

const part = (max: number, digits: number) => fc.integer({ min: 0, max }).map(n => String(n).padStart(digits, '0'));

test('any other text is not read so, or as it is read elsewhere', () =>
  fc.assert(
    fc.property(
      fc.tuple(part(9999, 4), part(14, 2), part(33, 2), part(25, 2), part(61, 2), part(61, 2), part(999, 3)),
      fc.nat(23),
      fc.constantFrom('', '', '/', ' ', ':', 'x', 't', '0', 'é'),
      ([year, month, day, hour, minute, second, ms], at, odd) => {
        const right = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
        const text = odd === '' ? right : right.slice(0, at) + odd + right.slice(at + 1);
        const given = read(text);
        if (odd === '' || !Number.isNaN(given)) expect(given).toBe(isoTimeMs(text));
      },
    ),
    { numRuns: 2_000 },
  ));
