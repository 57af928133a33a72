import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrices } from '../../cost/prices';

describe('prices of the user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-prices-'));
  const file = join(folder, 'prices.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stand in the place of those that come with the project', () => {
    writeFileSync(file, JSON.stringify({ region: 'eu-west-1', kinesis: { shardHour: 0.017 } }));
    expect(readPrices(file)).toMatchObject({
      region: 'eu-west-1',
      kinesis: { shardHour: 0.017, millionPutUnits: 0.014 },
    });
  });

  it.each([
    ['{', 'cannot read the prices'],
    ['{"kinesis":{"shardHours":1}}', 'kinesis.shardHours: no such name; did you mean shardHour?'],
    ['{"kineses":{}}', 'kineses: no such name; did you mean kinesis?'],
    ['{"redis":{}}', 'redis: no such name; expected asOf, region'],
    ['{"kinesis":"cheap"}', 'kinesis: expected an object such as { "shardHour": 0.015 }: "cheap"'],
    ['{"kinesis":null}', 'kinesis: expected an object such as { "shardHour": 0.015 }: null'],
    ['{"kinesis":{"shardHour":"0.017"}}', 'kinesis.shardHour: expected dollars: "0.017"'],
    ['{"kinesis":{"shardHour":1e999}}', 'kinesis.shardHour: expected dollars: Infinity'],
    ['{"region":1}', 'region: expected text: 1'],
    ['[]', 'expected an object such as { "kinesis": { "shardHour": 0.015 } }: []'],
    ['"cheap"', 'expected an object such as { "kinesis": { "shardHour": 0.015 } }: "cheap"'],
    ['{"s3":{"gbMonth":-1}}', 's3.gbMonth: expected dollars: -1'],
  ])('are refused when they are wrong: %s', (text, message) => {
    writeFileSync(file, text);
    expect(() => readPrices(file)).toThrow(message);
  });

  it('are refused with a line a mistake', () => {
    writeFileSync(file, '{"s3":{"gbMonth":"a"},"lambada":{}}');
    expect(() => readPrices(file)).toThrow(
      `${file}: lambada: no such name; did you mean lambda?\n${file}: s3.gbMonth: expected dollars: "a"`,
    );
  });

  it('that are no JSON are one line', () => {
    writeFileSync(file, 'price\nper\nshard');
    expect(() => readPrices(file)).toThrow(/^cannot read the prices .*$/);
  });
});
