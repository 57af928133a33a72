import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SideEntry } from '../../engine/store/side-entry';
import type { ResultRecord } from '../../engine/results/result-row';

/** What a run leaves: its results but for the watermark they were emitted at, and its quarantine, both in order. */
export interface Outcome {
  readonly results: readonly string[];
  readonly quarantine: readonly string[];
}

export function outcomeOf(results: readonly ResultRecord[], dataDir: string): Outcome {
  return {
    results: results.map(({ watermark: _, ...rest }) => JSON.stringify(rest)).sort(),
    quarantine: quarantined(dataDir),
  };
}

/** The first difference, in words. */
export function difference(expected: Outcome, found: Outcome): string | undefined {
  return (
    firstDifference('results', expected.results, found.results) ??
    firstDifference('quarantined events', expected.quarantine, found.quarantine)
  );
}

function firstDifference(what: string, expected: readonly string[], found: readonly string[]): string | undefined {
  const at = expected.findIndex((line, i) => line !== found[i]);
  if (at === -1 && expected.length === found.length) return undefined;
  const i = at === -1 ? expected.length : at;
  return `${found.length} ${what} for ${expected.length}; the first that differs: ${found[i]} for ${expected[i]}`;
}

function quarantined(dataDir: string): string[] {
  const lake = join(dataDir, 'lake');
  const entries = new Map<string, string>();
  for (const name of readdirSync(lake, { recursive: true, encoding: 'utf8' })) {
    if (!name.startsWith('quarantine') || !name.endsWith('.ndjson')) continue;
    for (const line of readFileSync(join(lake, name), 'utf8').trim().split('\n')) {
      const { shardId, sequenceNumber, index, reason, event } = JSON.parse(line) as SideEntry;
      const place = `${shardId} ${sequenceNumber} ${index}`;
      if (entries.has(place)) throw new Error(`${place} stands in the quarantine twice`);
      entries.set(place, `${reason}: ${event}`);
    }
  }
  return [...entries.values()].sort();
}
