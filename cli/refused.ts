import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RejectedLine } from '../input/input-event';
import { printable } from '../engine/text/printable';
import { say } from './progress';
import { Reasons } from './reasons';

const SAID_AT_ONCE = 5;
/** Rejected lines that are written down. */
const WRITTEN_MAX = 10_000;

/** What a pipeline's input lost, and why: lines that are no event, and events in the quarantine. */
export class Refused {
  readonly rejected = new Reasons();
  readonly quarantined = new Reasons();

  constructor(
    private readonly dataDir: string,
    private readonly pipeline: string,
  ) {
    rmSync(this.rejectedFile, { force: true });
  }

  private get rejectedFile(): string {
    return join(this.dataDir, 'rejected', `${this.pipeline}.ndjson`);
  }

  private get quarantineFolder(): string {
    return join(this.dataDir, 'lake', 'quarantine', `pipeline=${this.pipeline}`);
  }

  /** A line that the reader could not make an event of. */
  reject(input: string, { line, rejected, sample }: RejectedLine): void {
    if (this.rejected.total < SAID_AT_ONCE)
      say(`${input} line ${line}: ${printable(rejected, 200)}; not sent: ${printable(sample, 60)}`);
    if (this.rejected.total === 0) mkdirSync(dirname(this.rejectedFile), { recursive: true });
    this.rejected.add(rejected, `line ${line}`, sample);
    if (this.rejected.total <= WRITTEN_MAX)
      appendFileSync(this.rejectedFile, JSON.stringify({ input, line, reason: rejected, sample }) + '\n');
  }

  /** Reads what the pipeline has put into the quarantine since the data folder was made. */
  async readQuarantine(): Promise<void> {
    if (!existsSync(this.quarantineFolder)) return;
    const files = readdirSync(this.quarantineFolder, { recursive: true, encoding: 'utf8' });
    for (const name of files.filter(each => each.endsWith('.ndjson')).sort()) {
      const lines = createInterface({ input: createReadStream(join(this.quarantineFolder, name)) });
      for await (const line of lines) this.addQuarantined(line);
    }
  }

  private addQuarantined(line: string): void {
    const { reason, shardId, sequenceNumber, index, event } = JSON.parse(line) as Record<string, unknown>;
    const where = `${String(shardId)} ${String(sequenceNumber)}, event ${String(index)}`;
    this.quarantined.add(String(reason), where, String(event));
  }

  /** Says why, the most frequent reasons first. */
  say(): void {
    if (this.rejected.total > 0) say(`rejected ${this.rejected.total}, not sent:`);
    this.rejected.lines().forEach(say);
    if (this.quarantined.total > 0) say(`quarantined ${this.quarantined.total}:`);
    this.quarantined.lines().forEach(say);
  }

  /**
   * Says where all that was refused can be looked at: in the data folder, or, if that goes, in a folder of its own.
   */
  keep(isTemporary: boolean): void {
    const kept = [this.quarantineFolder, ...(this.rejected.total > 0 ? [this.rejectedFile] : [])].filter(existsSync);
    if (kept.length === 0) return;
    if (!isTemporary) return say(`what was refused stands in ${kept.join(' and ')}`);
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-refused-'));
    for (const each of kept) {
      const name = each === this.rejectedFile ? 'rejected.ndjson' : 'quarantine';
      cpSync(each, join(folder, name), { recursive: true });
    }
    say(`what was refused stands in ${folder}`);
  }
}

/** The reasons in an object of the lake, when it is of the quarantine. */
export function quarantineReasons(dataDir: string, key: string): string[] {
  if (!/^quarantine\/.*\.ndjson$/.test(key)) return [];
  const lines = readFileSync(join(dataDir, 'lake', key), 'utf8')
    .trimEnd()
    .split('\n');
  return [...new Set(lines.map(line => (JSON.parse(line) as { reason: string }).reason))];
}
