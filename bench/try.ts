import { batchesOf, pageViewTexts, tradeTexts } from './events';
import { measure } from './measure';
import { decodeOnly, naivePageViews, naiveTrades } from './naive';
import { depsOf, folder, runWindow } from './ours';
import { pageViewPipeline, tradePipeline } from './pipelines';

async function main() {
  const n = 50_000;
  for (const [name, texts, pipeline, naive] of [
    ['page-view', pageViewTexts(n), pageViewPipeline(), naivePageViews],
    ['trade', tradeTexts(n, 10), tradePipeline(), naiveTrades],
  ] as const) {
    const batches = batchesOf(texts.map(t => Buffer.from(t)), 5000);
    const strict = await folder(pipeline, 'strict');
    const plain = await folder(pipeline, 'plain');
    const cases = [
      { id: 'floor', events: n, run: () => batches.map(decodeOnly) },
      { id: 'naive', events: n, run: () => { const h = naive(); let r; for (const b of batches) r = h(b); return r; } },
      { id: 'strict', events: n, run: () => strict(batches) },
      { id: 'plain', events: n, run: () => plain(batches) },
      { id: 'handler', events: n, run: () => runWindow(depsOf(pipeline, 'strict'), batches) },
    ];
    const only = process.argv[2];
    if (only && !only.startsWith(name)) continue;
    const timings = [];
    for (let r = -3; r < 9; r++) for (const c of cases) {
      if (only && !only.endsWith(c.id)) continue;
      globalThis.gc?.();
      const s = process.hrtime.bigint(); await c.run(); const ns = Number(process.hrtime.bigint() - s) / n;
      if (r >= 0) timings.push([c.id, ns] as const);
    }
    for (const c of cases) { const t = timings.filter(x => x[0] === c.id).map(x => x[1]).sort((a, b) => a - b); console.log(name, c.id, t[t.length >> 1]?.toFixed(0)); }
  }
}
void main(); void measure;
