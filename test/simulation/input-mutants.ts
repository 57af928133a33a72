import type { Circumstances } from './circumstances';
import { mutant, type Mutant } from './mutant';

/** Mistakes about what events and states hold: any bytes, any text, whatever derived fields give. */
export const INPUT_MISTAKES: readonly Mutant[] = [
  {
    name: 'late-a-moment-later',
    caughtBy: 163,
    edits: [
      {
        file: 'fold/column-fold.ts',
        find: 'closesAt(this.panes, start) <= this.lateBeforeMs',
        replace: 'closesAt(this.panes, start) < this.lateBeforeMs',
      },
      {
        file: 'fold/fold.ts',
        find: 'closesAt(this.panes, pane) <= this.lateBeforeMs',
        replace: 'closesAt(this.panes, pane) < this.lateBeforeMs',
      },
    ],
  },
  mutant(
    'takes-gzip-for-latin1',
    20000053,
    'events/open-record.ts',
    'zlib.gunzipSync(payload, options)',
    "Buffer.from(zlib.gunzipSync(payload, options).toString('latin1'))",
  ),
  mutant(
    'sizes-side-entries-in-characters',
    41,
    'commit/commit-data.ts',
    'Buffer.byteLength(entry) + 1',
    'entry.length + 1',
  ),
  mutant(
    'takes-what-a-derived-field-throws-for-an-outage',
    249,
    'scan/code-columns.ts',
    'catch { return undefined; }',
    'catch (error) { throw error; }',
  ),
  mutant(
    'takes-a-text-where-a-number-is-needed',
    7,
    'events/compute-columns.ts',
    "return type === undefined || type === 'text' ? value.toWellFormed() : undefined;",
    'return value.toWellFormed();',
  ),
  mutant(
    'forgets-the-spilled-panes-of-a-commit',
    78,
    'store/touched-panes.ts',
    'return decodePanes(Buffer.concat(items.map(',
    'return decodePanes(Buffer.concat(items.slice(0, 1).map(',
  ),
  mutant(
    'arrival-is-that-of-the-first-record',
    138,
    'scan/computed-columns.ts',
    'if (this.arrivalSlot >= 0) this.slots',
    'if (this.arrivalSlot >= 0 && this.slots.kinds[this.arrivalSlot] === 0) this.slots',
    computesTimes,
  ),
  mutant(
    'an-event-time-that-was-read-plainly-is-that-of-the-event-before',
    167,
    'scan/event-reader.ts',
    'this.eventTimeMs = event.eventTimeMs;',
    'this.eventTimeMs = this.timeField ? event.eventTimeMs : this.eventTimeMs || event.eventTimeMs;',
    computesTimes,
  ),
];

function computesTimes({ definition }: Circumstances): boolean {
  return definition.stages.some(({ meaning }) => meaning.time !== undefined);
}
