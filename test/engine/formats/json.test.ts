import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { count, definePipeline, epochMillis, string, tumbling } from 'tidemark';
import { elementsOf, memberOf } from '../../../engine/formats/json-parts';
import { eventsOf, textsOf } from './support/events-of';

const event = { k: string(), at: epochMillis() };
const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };
const pipeline = definePipeline({ name: 'plain', event, eventTime: 'at', queries });

const a = { k: 'a', at: 1 };
const b = { k: 'b', at: 2 };

test.each([
  ['an object', '{"k":"a","at":1}', [a]],
  ['an object a line', '{"k":"a","at":1}\n\r\n{"k":"b","at":2}\r\n', [a, b]],
  ['an array', '[{"k":"a","at":1},{"k":"b","at":2}]', [a, b]],
  ['an array over several lines', ' [\n {"k":"a",\n"at":1} ,\n {"k":"b","at":2}\n]\n', [a, b]],
  ['an array a line', '[{"k":"a","at":1}]\n[]\n[ {"k":"b","at":2} ]', [a, b]],
  ['an array, and objects behind it', '[{"k":"a","at":1}]\n{"k":"b","at":2}', [a, b]],
  ['an empty array', '[]', []],
  [
    'brackets, quotes and backslashes in texts',
    '[{"k":"]},{\\"\\\\","at":1},{"k":"b","at":2}]',
    [{ k: ']},{"\\', at: 1 }, b],
  ],
  [
    'an array with what is no event',
    '[1,{"k":"a","at":1},[],null,"x"]',
    [
      'expected a JSON object, got number',
      a,
      'expected a JSON object, got array',
      'expected a JSON object, got null',
      'expected a JSON object, got string',
    ],
  ],
  ['an array that is cut off', '[{"k":"a","at":1},{"k":', ['invalid JSON']],
  ['a bad line among arrays', '[{"k":"a","at":1}]\n[1\n[{"k":"b","at":2}]', [a, 'invalid JSON', b]],
])('%s', (_, text, events) => {
  expect(eventsOf(pipeline, text)).toEqual(events);
  expect(eventsOf(pipeline, gzipSync(text))).toEqual(events);
});

test('an array behind objects is no event: only a text that begins with one holds arrays', () => {
  expect(eventsOf(pipeline, '{"k":"a","at":1}\n[{"k":"b","at":2}]')).toEqual([a, 'expected a JSON object, got array']);
});

test('events of an array have the text that stands there', () => {
  expect(textsOf(pipeline, '[{"k":"a", "at":1.0},\n{"k":1}]')).toEqual(['{"k":"a", "at":1.0}', '{"k":1}']);
});

test('a name that comes twice is the last, and names may be escaped', () => {
  const object = Buffer.from('{"data":1,"d\\u0061ta":[2,{"data":3}] ,"x":null}');
  expect(memberOf(object, 'data')!.toString()).toBe('[2,{"data":3}]');
  expect(memberOf(object, 'x')!.toString()).toBe('null');
  expect(memberOf(object, 'none')).toBeUndefined();
});

test('the parts of any JSON read as JSON.parse reads the whole', () => {
  const blank = fc.constantFrom(undefined, 1, '\t', ' \r\n');
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), blank, (array, object, space) => {
      const arrayText = JSON.stringify(array, undefined, space);
      expect(elementsOf(Buffer.from(arrayText)).map(one => JSON.parse(one.toString()) as unknown)).toEqual(
        JSON.parse(arrayText),
      );
      const text = JSON.stringify(object, undefined, space);
      for (const [name, value] of Object.entries(JSON.parse(text) as object))
        expect(JSON.parse(memberOf(Buffer.from(text), name)!.toString())).toEqual(value);
    }),
  );
});
