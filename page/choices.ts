/// <reference lib="dom" />
import type { PipelineDescription, QueryDescription } from '../api/contract';
import { COMPARED_MAX, type Dashboard, SPANS_MS } from '../api/dashboard';
import { type Address, isStepFrom, readAddress, writeAddress } from './address';
import { defaultsOf, firstOf, headedOf, offeredOf } from './dashboard';
import { byId, element, fillSelect } from './elements';
import { formatKey, formatSelection, type Zone } from './format';
import { anyKey, isOne, keysIn, parseSelection, type Selection, textOf } from './selection';
import { fittingSpan } from './span';
import { isAverage } from './steps';
import type { Store } from './store';
import { addsUp } from './sums';
import { measureOf } from './tops';

/** How long nothing changes before the address does, ms. */
const REST_MS = 200;

/** Keys that a picker offers; others are chosen in the tables. */
const OFFERED_MAX = 1_000;

/** What the reader has chosen: it stands in the pickers, and in the page's address. */
export class Choices {
  readonly pipeline = byId<HTMLSelectElement>('pipeline');
  readonly query = byId<HTMLSelectElement>('query');
  readonly key = byId<HTMLSelectElement>('key');
  readonly compare = byId<HTMLSelectElement>('compare');
  readonly span = byId<HTMLSelectElement>('span');
  readonly zone = byId<HTMLSelectElement>('zone');
  /** Where the span ends, ms; undefined: now, going on. */
  toMs: number | undefined;
  /** Keys beside the chosen one, as JSON. */
  compared: readonly string[] = [];
  private remembering: ReturnType<typeof setTimeout> | undefined;
  /** It shows what an address says that has not been written since. */
  private isRestored = false;

  constructor(private readonly pipelines: readonly PipelineDescription[]) {
    fillSelect(
      this.pipeline,
      pipelines.map(({ name }) => ({ value: name, text: name })),
    );
    const averaged = pipelines.find(({ queries }) => queries.some(isAverage));
    if (averaged) this.pipeline.value = averaged.name;
  }

  /** Offers the pipeline's queries, and chooses the wanted one, or one that shows much. */
  fillQueries(wanted: string | undefined): void {
    const { offered: queries } = this;
    fillSelect(
      this.query,
      queries.map(({ name }) => ({ value: name, text: name })),
    );
    const first = wanted ?? firstOf(this.dashboard);
    const usual = queries.find(isAverage) ?? queries.find(({ groupBy }) => groupBy.length === 0) ?? queries[0];
    this.query.value = (queries.find(({ name }) => name === first) ?? usual)?.name ?? '';
  }

  /** Takes what the page's address says, but for the key: that needs its query. */
  restore(): Partial<Address> {
    const address = readAddress(location.search);
    this.isRestored = true;
    if (this.pipelines.some(({ name }) => name === address.pipeline)) this.pipeline.value = address.pipeline!;
    if (address.spanMs !== undefined) this.spanMs = address.spanMs;
    if (address.zone !== undefined) this.zone.value = address.zone;
    this.toMs = address.toMs !== undefined && address.toMs < Date.now() ? address.toMs : undefined;
    return address;
  }

  /** Chooses of a query what is wanted, and else what is chosen of it at first. */
  begin(query: QueryDescription, wanted: Partial<Address>): void {
    const { window, groupBy } = query;
    const byDefault = defaultsOf(this.dashboard, query);
    const isDefault = wanted.key === undefined;
    this.key.replaceChildren();
    this.compared = keysIn(isDefault ? byDefault.compared : (wanted.compare ?? []), groupBy.length).slice(
      0,
      COMPARED_MAX,
    );
    if (wanted.spanMs === undefined) this.spanMs = byDefault.spanMs ?? fittingSpan(window, this.spanMs);
    const selection = isDefault ? byDefault.selection : parseSelection(wanted.key!, groupBy.length);
    if (selection) this.select(selection);
  }

  /**
   * Puts it all into the address, once the reader rests: browsers bound how often it may change. Another pipeline, query or key is
   * a step that the browser's Back undoes; what the page makes of an address that it was given is none.
   */
  remember(): void {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const { address } = this;
      const isStep = !this.isRestored && isStepFrom(readAddress(location.search), readAddress(address));
      this.isRestored = false;
      if (isStep) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    }, REST_MS);
  }

  private get address(): string {
    const { pipeline, query, key, zone, compared: compare, spanMs, toMs } = this;
    const chosen = { pipeline: pipeline.value, query: query.value, key: key.value };
    return writeAddress({ ...chosen, compare, spanMs, toMs, zone: zone.value as Zone });
  }

  get queries(): readonly QueryDescription[] {
    return this.described?.queries ?? [];
  }

  /** Those that the reader may choose from. */
  get offered(): readonly QueryDescription[] {
    return this.described ? offeredOf(this.described) : [];
  }

  /** Those that have a headline whatever is shown. */
  get headed(): readonly QueryDescription[] {
    return this.described ? headedOf(this.described) : [];
  }

  get dashboard(): Dashboard | undefined {
    return this.described?.dashboard;
  }

  private get described(): PipelineDescription | undefined {
    return this.pipelines.find(({ name }) => name === this.pipeline.value);
  }

  get chosen(): QueryDescription | undefined {
    return this.queries.find(({ name }) => name === this.query.value);
  }

  /** Undefined as long as no key is known. */
  get selection(): Selection | undefined {
    const { chosen } = this;
    return chosen && this.key.value !== '' ? parseSelection(this.key.value, chosen.groupBy.length) : undefined;
  }

  get spanMs(): number {
    return Number(this.span.value) * 60_000;
  }

  set spanMs(spanMs: number) {
    if (SPANS_MS.includes(spanMs)) this.span.value = String(spanMs / 60_000);
  }

  /** Chooses keys, also such as no window has been seen of. */
  select(selection: Selection): void {
    this.offerKeys(
      [...this.key.options].map(({ value }) => value).filter(value => value !== ''),
      selection,
    );
    this.key.value = textOf(selection);
  }

  /** Offers the keys that there are; where none is chosen yet it chooses, and returns true. */
  fillKeys(store: Store): boolean {
    const { chosen, selection } = this;
    if (!chosen) return false;
    const keys = store.keys(chosen.name).slice(0, OFFERED_MAX);
    if (keys.length === 0 && !selection) return false;
    this.offerKeys(keys, selection);
    if (selection) return false;
    const measure = measureOf(chosen);
    const busiest = measure && store.top(chosen.name, measure, 1)?.rows[0]?.key;
    this.key.value = this.isTogether ? textOf(anyKey(chosen.groupBy.length)) : (busiest ?? keys[0]!);
    return true;
  }

  /** Offers these keys, all of them together where that can be shown, and what is chosen. */
  private offerKeys(keys: readonly string[], chosen: Selection | undefined): void {
    const { groupBy } = this.chosen!;
    const all = this.hasTogether ? [textOf(anyKey(groupBy.length))] : [];
    const texts = new Set([...all, ...keys, ...(chosen ? [textOf(chosen)] : [])]);
    const options = [...texts].map(value => ({
      value,
      text: formatSelection(parseSelection(value, groupBy.length)!, groupBy),
    }));
    fillSelect(this.key, options);
    this.fillCompare(keys, chosen);
  }

  /** Whether several keys of the query can be shown as one. */
  get hasTogether(): boolean {
    const { chosen } = this;
    return chosen !== undefined && chosen.groupBy.length > 0 && addsUp(chosen);
  }

  /** Whether they are shown as one unless the reader chooses: where what a definition names first can be. */
  get isTogether(): boolean {
    const first = this.chosen?.values.find(({ type }) => type === 'number');
    return this.hasTogether && (first?.isAdditive ?? first?.isCount ?? false);
  }

  private fillCompare(keys: readonly string[], chosen: Selection | undefined): void {
    const isPossible = chosen !== undefined && isOne(chosen) && keys.length > 1;
    this.compare.disabled = !isPossible || this.compared.length === COMPARED_MAX;
    const others = isPossible ? keys.filter(key => key !== textOf(chosen) && !this.compared.includes(key)) : [];
    const options = others.map(value => ({ value, text: formatKey(value) }));
    fillSelect(this.compare, [{ value: '', text: 'nothing' }, ...options]);
  }

  /** The keys that are compared, each with a button that takes it away. */
  showCompared(onRemove: (key: string) => void): void {
    const buttons = this.compared.map(key => {
      const textContent = `${formatKey(key)} ×`;
      const button = element('button', { type: 'button', className: 'chip', textContent });
      button.setAttribute('aria-label', `Do not compare with ${formatKey(key)}`);
      button.addEventListener('click', () => onRemove(key));
      return button;
    });
    byId('compared').replaceChildren(...buttons);
  }
}
