/// <reference lib="dom" />
import { element } from './elements';
import { formatNumber } from './format';
import type { Look, Plan } from './series';
import type { Stroke } from './strokes';
import { type Mark, swatchOf, swatchOfMark } from './swatch';

/** Beside the names that a definition gives. */
const WORDS: Partial<Record<Look, string>> = {
  raw: 'each window',
  sma: 'simple moving average',
  ema: 'exponential moving average',
  lower: 'Bollinger band',
  upper: 'Bollinger band',
};

const AVERAGES: ReadonlySet<Look> = new Set(['sma', 'ema', 'lower', 'upper']);

const PARTS_OF_BARS: ReadonlySet<Look> = new Set(['low', 'high', 'open', 'close']);

/** Colours of marks, by the names of the style sheet's custom properties. */
export const MARK_COLOURS: Record<Mark, string> = {
  rising: '--ema',
  falling: '--sma',
  'open window': '--warn',
  'revised window': '--bad',
};

/** Says how each value is drawn, and what it is in one window. */
export class Legend {
  readonly root = element('ul', { className: 'legend' });
  private readonly window = element('b');
  private readonly figures: readonly HTMLElement[];
  private readonly marks: ReadonlyMap<Mark, HTMLElement>;

  /** @param onToggle hears of a line that is pressed; parts of a bar cannot be. */
  constructor(
    plans: readonly Plan[],
    strokes: readonly Stroke[],
    isHidden: (plan: Plan) => boolean,
    onToggle: (plan: Plan) => void,
  ) {
    this.figures = plans.map(() => element('b'));
    const isBar = plans.some(({ look }) => look === 'open') && plans.some(({ look }) => look === 'close');
    const marks = Object.keys(MARK_COLOURS) as Mark[];
    this.marks = new Map(marks.map(mark => [mark, entry(swatchOfMark(mark, MARK_COLOURS[mark]), mark)]));
    for (const mark of ['rising', 'falling'] as const) this.marks.get(mark)!.hidden = !isBar;
    const hasAverages = plans.some(({ look }) => AVERAGES.has(look));
    this.root.append(
      entry('Window', this.window),
      ...plans.map((plan, i) => {
        const parts = [swatchOf(plan.look, strokes[i]!), plan.name, this.figures[i]!];
        const words = quiet((hasAverages && WORDS[plan.look]) || '');
        if (plans.length === 1 || PARTS_OF_BARS.has(plan.look)) return entry(...parts, words);
        return entry(toggle([...parts, words], isHidden(plan), () => onToggle(plan)));
      }),
      ...this.marks.values(),
    );
    this.showMarks({ hasOpen: false, hasRevised: false });
  }

  show(window: string, values: readonly (number | null | undefined)[]): void {
    this.window.textContent = window;
    this.figures.forEach((figure, i) => (figure.textContent = formatNumber(values[i])));
  }

  /** Marks are explained where there are any. */
  showMarks({ hasOpen, hasRevised }: { readonly hasOpen: boolean; readonly hasRevised: boolean }): void {
    this.marks.get('open window')!.hidden = !hasOpen;
    this.marks.get('revised window')!.hidden = !hasRevised;
  }
}

function entry(...parts: readonly (Node | string)[]): HTMLLIElement {
  const made = element('li');
  made.append(...parts);
  return made;
}

/** Pressed as long as it is shown. */
function toggle(parts: readonly (Node | string)[], isHidden: boolean, onToggle: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'toggle', title: 'Show or hide' });
  button.setAttribute('aria-pressed', String(!isHidden));
  button.append(...parts);
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
    onToggle();
  });
  return button;
}

const quiet = (text: string): HTMLElement => element('small', { textContent: text, hidden: text === '' });
