import fc from 'fast-check';
import { EventText } from '../../../engine/scan/event-text';
import { RecordTexts } from '../../../engine/scan/record-texts';

/** As Lambda hands a record over, or as GetRecords does, or with characters that are none of base64. */
const record = fc.tuple(
  fc.uint8Array({ maxLength: 400 }),
  fc.oneof(
    { weight: 20, arbitrary: fc.constant('base64') },
    { weight: 1, arbitrary: fc.constantFrom('bytes', 'unpadded', 'with a blank', 'url', 'padded within') },
  ),
);

function base64Of(data: Buffer, form: string): string | undefined {
  const base64 = data.toString('base64');
  switch (form) {
    case 'bytes':
      return undefined;
    case 'unpadded':
      return base64.replaceAll('=', '');
    case 'with a blank':
      return `${base64.slice(0, 4)} ${base64.slice(4)}   `;
    case 'url':
      return data.toString('base64url');
    case 'padded within':
      return `${base64.slice(0, -4)}QQ==${base64}`;
    default:
      return base64;
  }
}

test('every record has the text that it has when it is decoded alone, and a zero byte stands behind it', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 90 }), records => {
      const batch = records.map(([bytes, form], i) => {
        const base64 = base64Of(Buffer.from(bytes), form);
        const data = base64 === undefined ? bytes : Buffer.from(base64, 'base64');
        return { sequenceNumber: String(i), arrivalMs: 1_000 + i, data, ...(base64 === undefined ? {} : { base64 }) };
      });
      const text = new EventText();
      const texts = new RecordTexts(text);
      texts.begin(batch);
      batch.forEach(({ data, arrivalMs }, i) => {
        texts.show(i);
        expect(text.slice(text.start, text.end)).toEqual(Buffer.from(data));
        expect(text.bytes[text.end]).toBe(0);
        expect(texts.arrivalMs).toBe(arrivalMs);
      });
    }),
  );
});

test('a text loaded behind the decoded ones leaves those that follow as they are, however large it is', () => {
  const text = new EventText();
  const texts = new RecordTexts(text);
  const data = ['first', 'second', 'third'].map(one => Buffer.from(one));
  texts.begin(data.map((data, i) => ({ sequenceNumber: `${i}`, arrivalMs: i, data, base64: data.toString('base64') })));
  texts.show(0);
  for (const size of [10, 3_000_000, 7]) {
    text.load(Buffer.alloc(size, 'x'));
    expect(text.slice(text.start, text.end).equals(Buffer.alloc(size, 'x'))).toBe(true);
  }
  texts.show(1);
  expect(text.slice(text.start, text.end).toString()).toBe('second');
  texts.show(2);
  expect(text.slice(text.start, text.end).toString()).toBe('third');
});
