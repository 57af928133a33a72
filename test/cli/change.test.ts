import { changeOver } from '../../cli/explain/change';
import { changeOverState } from '../../cli/explain/deployed';
import { count, definePipeline, epochMillis, isoTime, max, number, string, tumbling } from '../../engine/index';
import { T0 } from '../support/clicks';
import { Rig } from '../support/rig';
import { orders } from './support/orders-definition';

describe('what a deploy over an older definition keeps', () => {
  const fates = (query: object, parts: object = {}) =>
    changeOver(orders(), orders(query, parts)).queries.map(({ query: name, fate, changed }) => [
      name,
      fate,
      ...changed,
    ]);

  const OTHERS_KEPT = [
    ['other', 'kept'],
    ['trend', 'kept'],
  ];

  it.each([
    ['nothing', {}, []],
    ['values of the same aggregates', { select: { mean: 'sum(price) / count(*)' } }, ['select']],
    ['having', { having: 'n > 1' }, ['having']],
    ['top', { top: { n: 3, by: 'n' } }, ['top']],
    ['emit', { emit: 'onUpdate' }, ['emit']],
    ['keep', { keep: '90 days' }, ['keep']],
  ])('all state, where what changes is %s', (_, query, changed) => {
    expect(fates(query)).toEqual([['q', 'kept', ...changed], ...OTHERS_KEPT]);
  });

  it('tells that a query over results begins anew where a value that it reads stands on one that changed', () => {
    const over = (a: string) =>
      definePipeline({
        name: 'orders',
        event: { at: epochMillis() },
        eventTime: 'at',
        queries: {
          low: { window: tumbling('1 minute'), select: { a, b: 'a * 2' } },
          up: { over: 'low', window: tumbling('1 hour'), select: { n: 'sum(b)' } },
        },
      });
    expect(changeOver(over('count(*)'), over('count(*) * 5')).queries).toEqual([
      { query: 'low', fate: 'kept', changed: ['select'] },
      { query: 'up', fate: 'anew', changed: ['over'] },
    ]);
  });

  it.each([
    ['where', { where: 'price > 7' }, ['where']],
    ['a key', { groupBy: ['city'] }, ['groupBy']],
    ['the name of a key', { groupBy: { store: 'shop' } }, ['groupBy']],
    ['the window', { window: tumbling('2 minutes') }, ['window']],
    ['an aggregate', { select: { n: count(), revenue: max('price') } }, ['the aggregates of select']],
  ])('all but the query itself, where what changes is %s', (_, query, changed) => {
    expect(fates(query)).toEqual([['q', 'anew', ...changed], ...OTHERS_KEPT]);
  });

  it('all but the queries that read a field or an expression that changes', () => {
    const event = {
      shop: string(),
      city: string({ at: 'place.city' }),
      price: number(),
      at: epochMillis(),
      seen: isoTime(),
    };
    expect(fates({}, { event })).toEqual([
      ['q', 'kept'],
      ['other', 'anew', 'event.city'],
      ['trend', 'anew', 'over'],
    ]);
    expect(fates({}, { derive: { big: 'price > 7', odd: () => 'x' } })).toEqual([
      ['q', 'anew', 'where', 'derive.big'],
      ...OTHERS_KEPT,
    ]);
  });

  it.each([
    ['source', { source: { format: 'csv', columns: ['shop', 'city', 'price', 'at', 'seen'] } }],
    ['source.accept', { source: { accept: 'price > 0' } }],
    ['version', { version: 2 }],
    ['eventTime', { eventTime: 'seen' }],
  ])('nothing of any query, where what changes is %s', (part, parts) => {
    expect(fates({}, parts)).toEqual([
      ['q', 'anew', part],
      ['other', 'anew', part],
      ['trend', 'anew', 'over'],
    ]);
  });

  it('nothing of a query that reads another one from now on, or no longer', () => {
    const now = orders();
    const swapped = new Map([
      ['q', 'trend'],
      ['trend', 'q'],
    ]);
    const old = {
      ...now,
      queries: now.queries.map(query => ({ ...query, name: swapped.get(query.name) ?? query.name })),
    };
    expect(changeOver(old, now).queries).toEqual([
      { query: 'q', fate: 'anew', changed: ['over'] },
      { query: 'other', fate: 'kept', changed: [] },
      { query: 'trend', fate: 'anew', changed: ['over'] },
    ]);
  });

  it('all state, where settings change that count from then on', () => {
    const late = { late: { allowed: '2 hours' }, commitEvery: '5 seconds', partitionBy: 'shop' };
    const { queries, settings } = changeOver(orders(), orders({}, late));
    expect(queries.map(({ fate }) => fate)).toEqual(['kept', 'kept', 'kept']);
    expect(settings).toEqual(['partitionBy', 'late.allowed', 'commitEvery']);
  });

  it('nothing of a query that has another name, and nothing of another pipeline', () => {
    const old = orders();
    const renamed = {
      ...old,
      queries: old.queries.map(query => (query.name === 'q' ? { ...query, name: 'p' } : query)),
    };
    expect(changeOver(renamed, old).queries.map(({ query, fate }) => [query, fate])).toEqual([
      ['q', 'new'],
      ['other', 'kept'],
      ['trend', 'kept'],
      ['p', 'gone'],
    ]);
    const { queries } = changeOver({ ...old, name: 'sales' }, old);
    expect(queries.map(({ fate }) => fate)).toEqual(['new', 'new', 'new']);
  });
});

describe('what a deploy over the state of a running pipeline keeps', () => {
  it('goes by the ids of the queries that have state there', async () => {
    const rig = new Rig(orders());
    const event = { shop: 'a', city: 'b', price: 200, at: T0, seen: '2025-01-01T00:00:00Z' };
    await rig.aggregate([rig.put(event)]);
    const changed = orders({ having: 'n > 1' });
    const fates = async (pipeline: typeof changed) =>
      (await changeOverState(pipeline, rig.state)).queries.map(({ query, fate }) => [query, fate]);
    expect(await fates(changed)).toEqual([
      ['q', 'kept'],
      ['other', 'kept'],
    ]);
    expect(await fates(orders({ where: 'price > 7' }))).toEqual([
      ['q', 'anew'],
      ['other', 'kept'],
    ]);
    const another = { ...changed, queries: changed.queries.map(query => ({ ...query, name: 'p', id: 'p@00000000' })) };
    expect(await fates(another)).toEqual([
      ['p', 'new'],
      ['p', 'new'],
    ]);
  });
});
