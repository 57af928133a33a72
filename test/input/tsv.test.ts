import nasa from '../golden/definitions/nasa';
import { sharedData } from '../support/shared-data';
import { isRead, pipe, readAll, texts } from './support/read-all';
import pipeline from './support/readings';

describe('TSV', () => {
  it('splits on tabs and nothing else; optional cells may be missing at the end of a row', async () => {
    const stdin = pipe('at\tdevice\tnote\n1\t"a\tx,y"\n2\tb\n3\n');
    expect(texts(await readAll({ path: '-', format: 'tsv', stdin, pipeline }))).toEqual([
      '{"at":1,"device":"\\"a","note":"x,y\\""}',
      '{"at":2,"device":"b"}',
      '4: 1 cell under 3 columns: no device',
    ]);
  });

  const path = sharedData('nasa_19950801.tsv.gz');
  const known = path ? it : it.skip;

  known('reads a day of a web server: 30,969 requests, none rejected, lines that are not UTF-8 included', async () => {
    const events = await readAll({ path: path!, pipeline: nasa });
    expect(events).toHaveLength(30_969);
    expect(events.every(isRead)).toBe(true);
    expect(texts(events.slice(0, 1))).toEqual([
      '{"host":"pppa006.compuserve.com","time":807256800,"url":"/images/launch-logo.gif"}',
    ]);
    expect(events.at(-1)!.line).toBe(30_970);
  });
});
