import { YSB, ysbTable } from './query';
import { ysb, type YsbEvent } from './stream';

const COUNT = 20_000;

it('gives 100 campaigns of ten ads, of three kinds of events, 100 events a second', () => {
  const { stream, ads } = ysb(COUNT);
  const events = stream.map(({ json }) => JSON.parse(json) as YsbEvent);
  const rows = ads.split('\n').slice(1);
  expect(new Set(rows.map(row => row.split(',')[1])).size).toBe(100);
  expect(new Set(rows.map(row => row.split(',')[0]))).toEqual(new Set(events.map(({ ad_id }) => ad_id)));
  expect(new Set(events.map(({ ad_id }) => ad_id)).size).toBe(1000);
  expect(events.filter(({ event_type }) => event_type === 'view').length / COUNT).toBeCloseTo(1 / 3, 1);
  expect(Number(events.at(-1)!.event_time) - Number(events[0]!.event_time)).toBe((COUNT - 1) * 10);
});

it('counts each view once in the windows of its campaign', async () => {
  const { stream, ads } = ysb(COUNT);
  const table = await ysbTable({ stream, ads });
  const rows = await table.rows(YSB);
  table.close();
  const views = rows.reduce((sum, { views }) => sum + (views as number), 0);
  expect(views).toBe(stream.filter(({ json }) => json.includes('"event_type":"view"')).length);
  expect(new Set(rows.map(({ window_start }) => window_start)).size).toBe((COUNT * 10) / 10_000);
});
