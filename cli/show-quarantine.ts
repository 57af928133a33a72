import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './progress';

const SHOWN = 5;

/** Shows the first quarantined events of a data folder's lake, with their reasons. */
export function showQuarantine(dataDir: string): void {
  const folder = join(dataDir, 'lake', 'quarantine');
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ndjson'))
    .sort();
  const lines = files.flatMap(name => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
  for (const line of lines.slice(0, SHOWN)) {
    const { reason, shardId, sequenceNumber, index, event } = JSON.parse(line) as Record<string, unknown>;
    say(
      `quarantined: ${String(reason)} (${String(shardId)} ${String(sequenceNumber)}, event ${String(index)}): ${String(event).slice(0, 80)}`,
    );
  }
  if (lines.length > SHOWN) say(`  and ${lines.length - SHOWN} more in the lake's quarantine folder`);
}
