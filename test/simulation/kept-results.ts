import type { Item } from '../../engine/ports';
import type { Stage } from './language/query';
import { nameOf, type EpochRow } from './read-state';
import { TableModel } from './table-model';
import { SKEW_MS, type World } from './world';

/**
 * Results that retention deletes: not before their time, and never to be written again. What was deleted must be as right as what is
 * there, so the checks after a run look at both.
 */
export class KeptResults {
  /** The table as it were if nothing had been deleted. */
  readonly whole = new TableModel('results and what is gone');
  deleted = 0;
  private readonly gone = new Set<string>();

  constructor(
    private readonly world: Pick<World, 'scheduler' | 'fail' | 'trace'>,
    results: TableModel,
    private readonly pipelines: readonly Stage[],
    private readonly epochs: readonly EpochRow[],
  ) {
    results.watchers.push(item => this.onPut(item));
    results.deleteWatchers.push(item => this.onDelete(item));
  }

  private onPut(item: Item): void {
    if (this.gone.has(placeOf(item))) this.world.fail('keep', `${placeOf(item)} was deleted, and is written again`);
    this.whole.put(item, { kind: 'absentOrLower', attribute: 'epoch', value: Infinity });
  }

  private onDelete(item: Item): void {
    const { scheduler, fail, trace } = this.world;
    trace(() => `results ${placeOf(item)} deleted`);
    this.deleted++;
    this.gone.add(placeOf(item));
    const keeps = this.pipelines
      .flatMap(({ queries }) => queries.filter(({ name }) => name === nameOf(item)))
      .map(({ keepMs }) => keepMs ?? Infinity);
    const writtenMs = this.epochs.find(({ number }) => number === item['epoch'])!.cutAtMs;
    if (scheduler.nowMs + SKEW_MS < writtenMs + Math.min(...keeps))
      fail('keep', `${placeOf(item)}, written at ${writtenMs}, is deleted at ${scheduler.nowMs}`);
  }
}

const placeOf = ({ pk, sk }: Item): string => `${pk} ${sk}`;
