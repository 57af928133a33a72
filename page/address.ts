import { SPANS_MS } from '../api/dashboard';
import type { Zone } from './format';

/** What is shown, as the page's address says it: a link shows another reader the same. */
export interface Address {
  readonly pipeline: string;
  readonly query: string;
  /** A selection of keys, as its text. */
  readonly key: string;
  /** Keys beside it, as JSON. */
  readonly compare: readonly string[];
  readonly spanMs: number;
  /** Where the span ends, ms; undefined: now, going on. */
  readonly toMs: number | undefined;
  readonly zone: Zone;
}

export function writeAddress({ pipeline, query, key, compare, spanMs, toMs, zone }: Address): string {
  const parameters = new URLSearchParams({ pipeline, query });
  if (key !== '') parameters.set('key', key);
  for (const each of compare) parameters.append('compare', each);
  parameters.set('span', String(spanMs / 60_000));
  if (toMs !== undefined) parameters.set('to', new Date(toMs).toISOString());
  if (zone === 'UTC') parameters.set('zone', zone);
  return `?${parameters.toString()}`;
}

/** Whether a reader has chosen to look at something else. What an address did not say was chosen by the page. */
export function isStepFrom(before: Partial<Address>, after: Partial<Address>): boolean {
  return (['pipeline', 'query', 'key'] as const).some(
    name => before[name] !== undefined && before[name] !== after[name],
  );
}

/** What an address says of it; what it says wrongly is left out. */
export function readAddress(search: string): Partial<Address> {
  const parameters = new URLSearchParams(search);
  const spanMs = Number(parameters.get('span')) * 60_000;
  const toMs = Date.parse(parameters.get('to') ?? '');
  const texts = (['pipeline', 'query', 'key'] as const).flatMap(name => {
    const text = parameters.get(name);
    return text === null ? [] : [[name, text] as const];
  });
  return {
    ...Object.fromEntries(texts),
    compare: parameters.getAll('compare'),
    ...(SPANS_MS.includes(spanMs) && { spanMs }),
    ...(Number.isFinite(toMs) && { toMs }),
    ...(parameters.get('zone') === 'UTC' && { zone: 'UTC' as const }),
  };
}
