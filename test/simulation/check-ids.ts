import { eventQueries } from '../../engine/definition/pipeline';
import type { Evidence } from './evidence';
import { stateOf } from './language/query';

/** A query goes on with its state under another definition where that means the same, and begins anew where it does not. */
export function checkIds({ pipelines, fail }: Pick<Evidence, 'pipelines' | 'fail'>): void {
  const known = new Map<string, { readonly id: string; readonly state: string }>();
  for (const [number, stage] of pipelines.entries()) {
    for (const { name, id } of eventQueries(stage)) {
      const state = stateOf(stage, name);
      const same = [...known.values()].find(one => one.state === state);
      if (same && same.id !== id) fail('id', `${id} of definition ${number} means what ${same.id} does: ${state}`);
      const other = known.get(id);
      if (other && other.state !== state)
        fail('id', `${id} of definition ${number} means ${state}, and ${other.state}`);
      known.set(id, { id, state });
    }
  }
}
