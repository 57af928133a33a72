import type { Commit } from '../store/chain';
import type { SideEntry } from '../store/side-entry';
import type { Query } from '../definition/pipeline';
import type { Epoch } from '../store/epoch-log';
import type { BlockUpdate } from '../results/result-row';
import { unpadSequenceNumber } from '../sequence-number';
import { after, sidePk, sidePrefix } from '../store/keys';
import type { LateRow } from './late-at-close';
import type { FinalizeDeps } from './request';

/** An object ends with the line that takes it past this, bytes: so much is held in memory. */
const OBJECT_BYTES = 4 * 1024 * 1024;

/**
 * Delivers the late and quarantined events that the epoch's commits made visible, and the rows that were late at close. The
 * names of the objects come from the epoch, and so does their content: a repetition writes the same objects again.
 */
export async function deliverSides(
  deps: FinalizeDeps,
  epoch: Epoch,
  commits: readonly Commit[],
  lateRows: AsyncIterable<readonly LateRow[]>,
): Promise<void> {
  const late = new LakeLines(deps, epoch, 'late');
  const quarantine = new LakeLines(deps, epoch, 'quarantine');
  for (const { shardId, from, digest, sideItems } of commits) {
    if (sideItems === 0) continue;
    const prefix = sidePrefix(from, digest);
    for (const item of await deps.state.query(sidePk(shardId), { from: prefix, to: after(prefix) })) {
      for (const entry of JSON.parse(item['entries'] as string) as SideEntry[])
        await (entry.kind === 'late' ? late : quarantine).add(entryLine(entry));
    }
  }
  for await (const rows of lateRows) for (const row of rows) await late.add(rowLine(row));
  await late.end();
  await quarantine.end();
}

/** Delivers what was found for a block that another definition of the query has written: an object of its own. */
export async function deliverForeign(
  deps: FinalizeDeps,
  epoch: Epoch,
  position: string,
  query: Pick<Query, 'id' | 'values'>,
  update: BlockUpdate,
): Promise<void> {
  const lines = update.computed.map(({ key, startMs, endMs, values }) =>
    JSON.stringify({
      reason: 'definition changed',
      query: query.id,
      key: JSON.parse(key) as unknown,
      window: { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() },
      values: Object.fromEntries(Object.keys(query.values).map((name, i) => [name, values[i]])),
    }),
  );
  await putSide(deps, epoch, 'late', lines, `-${position.replace(/[^\w@-]/g, '-')}`);
}

/** Puts lines of the late or the quarantine output in objects of their own; none where there are no lines. */
export async function putSide(
  deps: FinalizeDeps,
  epoch: Epoch,
  output: 'late' | 'quarantine',
  lines: readonly string[],
  suffix: string,
): Promise<void> {
  const objects = new LakeLines(deps, epoch, output, suffix);
  for (const line of lines) await objects.add(line);
  await objects.end();
}

/** Lines of one output of an epoch, in objects of bounded size: the first has the epoch's name, later ones count on. */
class LakeLines {
  private lines: string[] = [];
  private bytes = 0;
  private objects = 0;

  constructor(
    private readonly deps: Pick<FinalizeDeps, 'pipeline' | 'lake'>,
    private readonly epoch: Epoch,
    private readonly output: 'late' | 'quarantine',
    private readonly suffix = '',
  ) {}

  async add(line: string): Promise<void> {
    this.lines.push(line);
    this.bytes += Buffer.byteLength(line) + 1;
    if (this.bytes >= OBJECT_BYTES) await this.end();
  }

  async end(): Promise<void> {
    if (this.lines.length === 0) return;
    const body = Buffer.from(this.lines.join('\n') + '\n');
    this.lines = [];
    this.bytes = 0;
    await this.deps.lake.putObject(this.nextName(), body);
  }

  private nextName(): string {
    const date = new Date(this.epoch.cutAtMs).toISOString().slice(0, 10);
    const number = String(this.epoch.number).padStart(12, '0');
    const part = ++this.objects === 1 ? '' : `-part-${String(this.objects).padStart(4, '0')}`;
    return `${this.output}/pipeline=${this.deps.pipeline.name}/date=${date}/epoch-${number}${this.suffix}${part}.ndjson`;
  }
}

function entryLine({ kind: _, sequenceNumber, arrivalMs, ...entry }: SideEntry): string {
  return JSON.stringify({
    ...entry,
    sequenceNumber: unpadSequenceNumber(sequenceNumber),
    arrival: new Date(arrivalMs).toISOString(),
  });
}

function rowLine({ query, paneStartMs, key, values }: LateRow): string {
  const pane = new Date(paneStartMs).toISOString();
  return JSON.stringify({ reason: 'late at close', query, key: JSON.parse(key) as unknown, pane, values });
}
