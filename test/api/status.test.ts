import type { ErrorAnswer, PipelinesAnswer, StatusAnswer } from '../../api/contract';
import { openApi } from '../../api/openapi';
import { definePipeline, epochMillis, number, tumbling } from '../../engine';
import pageViews from '../../pipelines/page-views';
import { click, clicks, T0 } from '../support/clicks';
import { Rig } from '../support/rig';
import { depsOf, get } from './support/client';

test('pipelines are described by what their definitions say', async () => {
  const { body } = await get<PipelinesAnswer>(depsOf(new Rig(clicks()), new Rig(pageViews)), '/pipelines');
  expect(body.pipelines.map(({ name }) => name)).toEqual(['clicks', 'page-views']);
  expect(body.pipelines[0]!.queries).toEqual([
    {
      name: 'by_page',
      groupBy: ['page'],
      window: { kind: 'grid', sizeMs: 10_000, slideMs: 10_000 },
      values: [
        { name: 'n', aggregate: 'count', type: 'number', isCount: true, isAdditive: true },
        { name: 'price', aggregate: 'sum', type: 'number', isAdditive: true },
      ],
      emit: 'onClose',
    },
  ]);
});

test('a quotient of two values that add up is described as one, whichever way they are named', async () => {
  const rig = new Rig(pageViews);
  const { body } = await get<PipelinesAnswer>(depsOf(rig), '/pipelines');
  const { values, over } = body.pipelines[0]!.queries.find(({ name }) => name === 'visits_by_hour')!;
  expect(over).toBe('visits');
  expect(values.filter(({ ratio }) => ratio).map(({ name, ratio }) => [name, ratio!.of, ratio!.per])).toEqual([
    ['bounce_rate', 'bounces', 'visits'],
    ['pages_per_visit', 'pages', 'visits'],
    ['mean_duration', 'duration', 'visits'],
    ['conversion_rate', 'conversions', 'visits'],
  ]);
  const share = (text: string) =>
    definePipeline({
      name: 'p',
      event: { price: number(), at: epochMillis() },
      eventTime: 'at',
      queries: {
        q: {
          window: tumbling('1 second'),
          select: { n: 'count(*)', price: 'sum(price)', most: 'max(price)', share: text },
        },
      },
    });
  const texts = ['price / n', 'sum(price) / count(*)', 'most / n', 'price * n', 'price / 2', 'sum(price + 1) / n'];
  const described = await Promise.all(
    texts.map(text => get<PipelinesAnswer>(depsOf(new Rig(share(text))), '/pipelines')),
  );
  const ratio = { of: 'price', per: 'n' };
  expect(described.map(answer => answer.body.pipelines[0]!.queries[0]!.values.at(-1)!.ratio)).toEqual([
    ratio,
    ratio,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('before anything happened, the status is zero', async () => {
  const { body } = await get<StatusAnswer>(depsOf(new Rig(clicks())), '/pipelines/clicks/status');
  expect(body).toMatchObject({ epoch: 0, watermark: null, watermarkLagMs: null, records: { new: 0, redelivered: 0 } });
});

test('counts are the sums of all shards, and balance', async () => {
  const rig = new Rig(clicks({ watermark: { outOfOrderness: '2 seconds', maxFutureSkew: '1 minute' } }));
  rig.source.addShard('shard-1');
  await rig.aggregate([rig.put(click(1)), rig.put('garbage')]);
  await rig.aggregate([rig.put(click(15), 'shard-1')], 'shard-1');
  await rig.finalize();
  const { body } = await get<StatusAnswer>(depsOf(rig), '/pipelines/clicks/status');
  expect(body).toEqual({
    pipeline: 'clicks',
    epoch: 1,
    watermark: new Date(T0 - 1_000).toISOString(),
    watermarkLagMs: 16_000,
    records: { new: 3, redelivered: 0 },
    events: { decoded: 3, quarantined: 1, duplicates: 0, skipped: 0, filtered: {}, accepted: { by_page: 2 }, late: {} },
    at: new Date(rig.nowMs).toISOString(),
  });
});

test('the API describes itself', async () => {
  const { body } = await get(depsOf(new Rig(clicks())), '/openapi.json');
  expect(body).toEqual(JSON.parse(JSON.stringify(openApi)));
});

test('the parameters that it describes are those that it takes', async () => {
  const deps = depsOf(new Rig(clicks()));
  for (const [path, { get: operation }] of Object.entries(openApi.paths)) {
    const parameters = 'parameters' in operation ? (operation.parameters as { name: string; in: string }[]) : [];
    const described = parameters.filter(each => each.in === 'query').map(({ name }) => name);
    const url = path.replace('{pipeline}', 'clicks').replace('{query}', 'by_page');
    if (url === '/openapi.json') continue;
    const { status, body } = await get<ErrorAnswer>(deps, `${url}?unknown=1`);
    expect([path, status, body.error]).toEqual([
      path,
      400,
      `unknown: unknown parameter; known: ${described.join(', ') || 'none'}`,
    ]);
  }
});
