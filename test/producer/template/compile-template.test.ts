import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseText } from '../../../engine/events/parse-event';
import pageViews from '../../../pipelines/page-views';
import trades from '../../../pipelines/trades';
import { templateSource } from '../../../producer/event-source';
import { compileTemplate } from '../../../producer/template/compile-template';
import { LEGACY_NAMES } from '../../../producer/template/legacy-names';
import { TemplateError } from '../../../producer/template/template-error';

const TIME_MS = Date.UTC(2026, 1, 3, 15, 4, 5, 678);
const write = (template: string, seed = 1): string => compileTemplate(template, seed)(TIME_MS);
const many = (template: string, count = 300): string[] => {
  const compiled = compileTemplate(template, 1);
  return Array.from({ length: count }, () => compiled(TIME_MS));
};

describe('a template', () => {
  it('is text with placeholders, written on one line', () => {
    expect(write('{\n  "a": 1,\n  "b": {{date.now("x")}}\n}')).toBe(`{"a": 1,"b": ${TIME_MS}}`);
    expect(write('{"a":{"b":{{random.number({"min":3,"max":3})}}}}')).toBe('{"a":{"b":3}}');
    expect(write('no placeholder')).toBe('no placeholder');
    expect(write('{{lorem.paragraphs}}')).not.toContain('\n');
  });

  it('writes the same for the same seed, whatever other templates do', () => {
    const template = '{{name.firstName}} {{internet.ip}} {{random.number(1000)}}';
    const first = compileTemplate(template, 5);
    compileTemplate(template, 6)(TIME_MS);
    expect(first(TIME_MS)).toBe(compileTemplate(template, 5)(TIME_MS));
    expect(write(template, 5)).not.toBe(write(template, 6));
  });

  it('draws numbers: up to a greatest, between two, with a precision', () => {
    const upTo = many('{{random.number(5)}}').map(Number);
    expect(new Set(upTo)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    const between = many('{{random.number(\n{ "min": -2,\n "max": 1 }\n)}}').map(Number);
    expect(new Set(between)).toEqual(new Set([-2, -1, 0, 1]));
    expect(many('{{random.float({"min":0,"max":1,"precision":0.1})}}').every(text => /^(0(\.\d)?|1)$/.test(text))).toBe(
      true,
    );
    expect(many('{{random.number}}').every(text => /^\d{1,5}$/.test(text))).toBe(true);
  });

  it('draws elements, weighted or not', () => {
    expect(new Set(many('{{random.arrayElement(["OK","FAIL","WARN"])}}'))).toEqual(new Set(['OK', 'FAIL', 'WARN']));
    const drawn = many(
      '{{random.weightedArrayElement({"weights": [0.9,0.1,0], "data": ["cat","fish","dog"]})}}',
      2_000,
    );
    const cats = drawn.filter(text => text === 'cat').length;
    expect(cats).toBeGreaterThan(1_700);
    expect(cats).toBeLessThan(1_900);
    expect(drawn).not.toContain('dog');
    expect(write('{{random.arrayElement([{"a":{"b":"}}"}}])}}')).toBe('{"a":{"b":"}}"}}');
  });

  it.each([
    ['{{date.now}}', '2026-02-03T15:04:05+00:00'],
    ['{{current.timestamp}}', '2026-02-03T15:04:05+00:00'],
    ['{{ date.utc("dddd, MMMM Do YYYY, h:mm:ss a") }}', 'Tuesday, February 3rd 2026, 3:04:05 pm'],
    ['{{date.simTime("ddd, hA")}}', 'Tue, 3PM'],
    ['{{date.now("DD/MMM/YYYY:HH:mm:ss ZZ")}}', '03/Feb/2026:15:04:05 +0000'],
    ['{{date.utc(YYYY-MM-DD)}}', '2026-02-03'],
    ['{{date.utc("X.SSS [at] D/M/YY DDD")}}', '1770131045.678 at 3/2/26 34'],
    ['{{finance.amount(7,7,1)}}', '7.0'],
  ])('writes %s', (template, text) => {
    expect(write(template)).toBe(text);
  });

  it('takes other dates from the time of the event', () => {
    expect(Date.parse(write('{{date.recent}}'))).toBeLessThan(TIME_MS);
    expect(TIME_MS - Date.parse(write('{{date.recent}}'))).toBeLessThanOrEqual(86_400_000);
  });

  it.each(Object.keys(LEGACY_NAMES))('still knows %s', name => {
    const argument = /lement|randomize/.test(name) ? '(["a","b"])' : '';
    expect(write(`{{${name}${argument}}}`)).not.toBe('');
  });

  it.each([
    ['{\n "a": {{random.nothing}}}', 'template: 2:7: unknown method random.nothing'],
    ['{{date.constructor}}', 'template: 1:1: unknown method date.constructor'],
    ['{{_randomizer.next}}', 'template: 1:1: unknown method _randomizer.next'],
    ['{{seed}}', 'template: 1:1: unknown method seed'],
    ['{{random.number({"min":1)}}', 'template: 1:1: the arguments are not JSON: {"min":1'],
    ['{{random.number(5}}', 'template: 1:1: the arguments do not end with )}}'],
    ['a {{ }}', 'template: 1:3: expected {{module.method}} or {{module.method(arguments)}}'],
    [
      '{{random.number("many")}}',
      'template: 1:1: random.number: expected {"min": number, "max": number} or the greatest number',
    ],
    [
      '{{random.weightedArrayElement({"weights":[1],"data":[]})}}',
      'template: 1:1: random.weightedArrayElement: expected {"weights": [numbers], "data": [as many values]}',
    ],
    ['', 'template: it is empty'],
  ])('%j is refused with its position', (template, message) => {
    expect(() => compileTemplate(template, 1)).toThrow(new TemplateError(message));
  });
});

it.each([pageViews, trades])('the example template of a built-in pipeline writes events of its schema', pipeline => {
  const text = readFileSync(join(__dirname, `../../../pipelines/templates/${pipeline.name}.kdg`), 'utf8');
  const source = templateSource(text, pipeline, 1);
  for (let i = 0; i < 200; i += 1) {
    const { bytes, partitionKey } = source(TIME_MS + i);
    expect(parseText(pipeline, bytes, NaN)).toMatchObject({
      eventTimeMs: TIME_MS + i,
      values: { [pipeline.partitionBy!]: partitionKey },
    });
  }
});
