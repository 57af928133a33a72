import { baseOf, cascadesOf, type Query } from '../definition/pipeline';
import type { Epoch } from '../store/epoch-log';
import type { FinalizeDeps } from './request';
import { ResultPlaces, type WrittenRows } from './result-places';

/** What an epoch's results change in the queries over them (rule F8). */
export class ResultChanges {
  private readonly places: readonly { readonly baseId: string; readonly places: ResultPlaces }[];

  constructor(deps: Pick<FinalizeDeps, 'pipeline' | 'state' | 'results' | 'clock'>, epoch: Epoch) {
    this.places = cascadesOf(deps.pipeline).map(query => {
      const base = baseOf(deps.pipeline, query);
      return { baseId: base.id, places: new ResultPlaces(deps, query, base, epoch) };
    });
  }

  /** Notes rows that the epoch wrote, before the cursor passes them. */
  async note({ id }: Pick<Query, 'id'>, written: readonly WrittenRows[]): Promise<void> {
    for (const { baseId, places } of this.places) if (baseId === id) await places.note(written);
  }
}
