import type { Item } from '../ports';
import { type Panes, panesOf } from '../windows/panes';
import type { Window } from '../windows/window';

/** The panes of a query that ever held data, also of one whose text another version of the product wrote. */
export function panesOfItem(item: Item): Panes {
  const panes = item['panes'] as Panes | undefined;
  return panes ?? panesOf((JSON.parse(item['query'] as string) as { readonly window: Window }).window);
}
