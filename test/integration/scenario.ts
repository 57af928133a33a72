import { gzipSync } from 'node:zlib';
import pageViews from '../../pipelines/page-views';
import trades from '../../pipelines/trades';
import { checkAudit, checkLines, checkResultsInLake, checkStream, checkTable } from './checks';
import type { Outputs } from './deployment';
import { expectedPrices, expectedViews } from './expected';
import { CLOSING_TRADE, GARBAGE, PAGE_VIEWS, TRADES } from './inputs';
import { RemoteLake } from './remote-lake';
import { type PipelineOutputs, RemotePipeline } from './remote-pipeline';
import { CheckFailed, eventually, say } from './step';

/** Results that a commit brings; those that wait for the minute's tick to find all shards idle; what Firehose writes. */
const COMMIT_MS_MAX = 60_000;
const TICK_MS_MAX = 130_000;
const DELIVERY_MS_MAX = 40_000;

/**
 * Events in, results out, over a deployment. Trades are closed by later trades, page views by the tick.
 *
 * @throws CheckFailed
 */
export async function runScenario(outputs: Outputs, endpoint: string): Promise<void> {
  const remote = (stack: string, pipeline: typeof trades): RemotePipeline =>
    new RemotePipeline(pipeline, outputs[stack] as unknown as PipelineOutputs, endpoint);
  const market = remote('Tidemark-trades', trades);
  const site = remote('Tidemark-page-views', pageViews);
  const lake = new RemoteLake(outputs['Tidemark-Lake']!['LakeBucket']!, endpoint);
  try {
    await putPageViews(site);
    await eventually('page views', COMMIT_MS_MAX, () => checkBegun(site));
    await putTrades(market);
    await eventually('trades', COMMIT_MS_MAX, () => checkTable(market, 'prices', expectedPrices(), ['ZZZ']));
    await eventually('page views', TICK_MS_MAX, () => checkTable(site, 'views_by_path', expectedViews()));
    await checkLake(market, site, lake);
    for (const name of ['trades', 'page-views']) {
      const { AuditFunction } = outputs[`Tidemark-${name}-Monitoring`]!;
      await eventually(`audit of ${name}`, COMMIT_MS_MAX, () => checkAudit(AuditFunction!, endpoint));
    }
  } finally {
    await lake.empty();
  }
}

/**
 * MiniStack takes AT_TIMESTAMP for LATEST, and LATEST for the moment at which its one poller first comes by. Results of a
 * stream show that it has been at all of them: it finds commits after records.
 */
async function checkBegun(site: RemotePipeline): Promise<string> {
  const rows = await site.table();
  if (rows.length === 0) throw new CheckFailed('no results');
  return `${rows.length} results, so all streams are read`;
}

/**
 * Each in a record of its own, then one on every shard that closes their windows. In one request, so that each shard has one
 * batch: MiniStack compares sequence numbers as texts and finds nothing after one without its zeros.
 */
async function putTrades(market: RemotePipeline): Promise<void> {
  const closing = JSON.stringify(CLOSING_TRADE);
  const hashKeys = await market.hashKeys();
  await market.put([
    ...TRADES.map(trade => ({ key: trade.stockName, data: JSON.stringify(trade) })),
    ...hashKeys.map(hashKey => ({ key: CLOSING_TRADE.stockName, data: closing, hashKey })),
  ]);
  say(`put ${TRADES.length} trades, and ${hashKeys.length} that close their windows`);
}

/** Half of them one a record, half in one gzipped record, and one that is no event. */
async function putPageViews(site: RemotePipeline): Promise<void> {
  const half = PAGE_VIEWS.length / 2;
  const lines = PAGE_VIEWS.map(view => JSON.stringify(view));
  const batch = gzipSync(lines.slice(half).join('\n'));
  await site.put([
    ...PAGE_VIEWS.slice(0, half).map((view, i) => ({ key: view.anonymous_user_id, data: lines[i]! })),
    { key: 'batch', data: batch },
    { key: 'garbage', data: GARBAGE },
  ]);
  say(`put ${PAGE_VIEWS.length} page views and a record that is no event`);
}

async function checkLake(market: RemotePipeline, site: RemotePipeline, lake: RemoteLake): Promise<void> {
  const views = [...PAGE_VIEWS.map(view => JSON.stringify(view)), GARBAGE];
  await eventually('aggregates of trades', COMMIT_MS_MAX, () => checkStream(market));
  await eventually('aggregates of page views', COMMIT_MS_MAX, () => checkStream(site));
  for (const [name, remote] of [['trades', market] as const, ['page-views', site] as const]) {
    const prefix = `aggregates/pipeline=${name}/`;
    await eventually(`lake, ${prefix}`, DELIVERY_MS_MAX, () => checkResultsInLake(remote, lake, prefix));
  }
  const raw = 'raw/pipeline=page-views/';
  await eventually(`lake, ${raw}`, DELIVERY_MS_MAX, () => checkLines(lake, raw, views));
  await eventually('lake, quarantine', DELIVERY_MS_MAX, async () => {
    const lines = await lake.lines('quarantine/pipeline=page-views/');
    if (lines.length !== 1) throw new CheckFailed(`${lines.length} events instead of 1`);
    return `1 event with its reason`;
  });
}
