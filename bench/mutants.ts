import type { Pipeline } from '../engine/definition/pipeline';
import { seededRandom } from '../producer/random';
import { readBothWays, type Verdict } from './compare-paths';
import { readRowsBothWays } from './compare-rows';
import { csvTradeTexts, pageViewTexts, textTradeTexts, tradeTexts } from './events';
import { mutate } from './mutate';
import { nestedTexts } from './nested-events';
import { listsPipeline, listsTexts, timesPipeline, timesTexts } from './odd-events';
import { csvTradePipeline, nestedPipeline, pageViewPipeline, textTradePipeline, tradePipeline } from './pipelines';

export interface MutantReport {
  readonly schema: string;
  readonly mutants: number;
  /** Mutants that are good events all the same. */
  readonly valid: number;
  /** Mutants that the scanner read without JSON.parse, or in which a row was read. */
  readonly scanned: number;
  /** Accepted, though JSON.parse or the schema rejects them. */
  readonly wronglyAccepted: number;
  /** Good both ways, with other values; or bad for another reason. */
  readonly different: number;
  /** The first mutant that was read wrongly. */
  readonly example?: string;
}

interface Schema {
  readonly pipeline: Pipeline;
  readonly texts: readonly string[];
  readonly read: (pipeline: Pipeline, mutant: Buffer) => Verdict;
}

const schemas = (): Readonly<Record<string, Schema>> => ({
  'page-view': { pipeline: pageViewPipeline(), texts: pageViewTexts(500), read: readBothWays },
  trade: { pipeline: tradePipeline(), texts: tradeTexts(500, 10), read: readBothWays },
  nested: { pipeline: nestedPipeline(), texts: nestedTexts(500), read: readBothWays },
  'text-numbers': { pipeline: textTradePipeline(), texts: textTradeTexts(500, 10), read: readBothWays },
  times: { pipeline: timesPipeline(), texts: timesTexts(500), read: readBothWays },
  lists: { pipeline: listsPipeline(), texts: listsTexts(500), read: readBothWays },
  'trade-csv': { pipeline: csvTradePipeline(), texts: csvTradeTexts(500, 10), read: readRowsBothWays },
});

/** Reads so many mutated events of each schema both ways. */
export function runMutants(mutants: number, seed = 1): MutantReport[] {
  return Object.entries(schemas()).map(([schema, { pipeline, texts, read }]) => {
    const originals = texts.map(text => Buffer.from(text));
    const random = seededRandom(seed);
    const report = { schema, mutants, valid: 0, scanned: 0, wronglyAccepted: 0, different: 0 };
    let example: string | undefined;
    for (let i = 0; i < mutants; i++) {
      const mutant = mutate(originals[i % originals.length]!, random);
      const { strict, plain, isScanned } = read(pipeline, mutant);
      if (!plain.startsWith('bad')) report.valid++;
      if (isScanned) report.scanned++;
      if (strict === plain) continue;
      if (plain.startsWith('bad') && !strict.startsWith('bad')) report.wronglyAccepted++;
      else report.different++;
      example ??= mutant.toString('latin1');
    }
    return example === undefined ? report : { ...report, example };
  });
}
