/// <reference lib="dom" />
import { byId } from './elements';

export interface Gestures {
  /** Moves through time by a share of the span; negative: back. `isDone` tells that a movement has ended. */
  readonly onPan: (share: number, isDone: boolean) => void;
  /** One span longer, or shorter. */
  readonly onZoom: (isLonger: boolean) => void;
  /** Back to now. */
  readonly onNow: () => void;
}

/** What the wheel must turn for a step, px; a step more often than this, ms, would be too fast to follow. */
const WHEEL_PX = 60;
const WHEEL_EVERY_MS = 200;
const KEYS_SHARE = 0.25;
const BUTTONS_SHARE = 0.5;

/** The buttons; and dragging, keys, and the wheel with Ctrl or Cmd (a pinch) on any chart in the element. */
export function listen(root: HTMLElement, { onPan, onZoom, onNow }: Gestures): void {
  byId('earlier').addEventListener('click', () => onPan(-BUTTONS_SHARE, true));
  byId('later').addEventListener('click', () => onPan(BUTTONS_SHARE, true));
  byId('now').addEventListener('click', onNow);
  root.addEventListener('keydown', event => {
    if (!(event.target as HTMLElement).matches('.plot') || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = byKey({ onPan, onZoom, onNow }, event.key);
    if (!run) return;
    event.preventDefault();
    run();
  });
  let turnedPx = 0;
  let steppedMs = 0;
  root.addEventListener(
    'wheel',
    event => {
      if (!(event.ctrlKey || event.metaKey) || !overChart(event)) return;
      event.preventDefault();
      turnedPx += event.deltaY;
      if (Math.abs(turnedPx) < WHEEL_PX || event.timeStamp - steppedMs < WHEEL_EVERY_MS) return;
      onZoom(turnedPx > 0);
      turnedPx = 0;
      steppedMs = event.timeStamp;
    },
    { passive: false },
  );
  root.addEventListener('dblclick', event => overChart(event) && onNow());
  drag(root, onPan);
}

/** Where what is shown goes on there is nothing later. */
export function allowLater(isAllowed: boolean): void {
  for (const id of ['later', 'now']) byId<HTMLButtonElement>(id).disabled = !isAllowed;
}

function byKey({ onPan, onZoom, onNow }: Gestures, key: string): (() => void) | undefined {
  if (key === 'ArrowLeft') return () => onPan(-KEYS_SHARE, true);
  if (key === 'ArrowRight') return () => onPan(KEYS_SHARE, true);
  if (key === '+' || key === '=') return () => onZoom(false);
  if (key === '-') return () => onZoom(true);
  return key === 'End' ? onNow : undefined;
}

/** The part of a chart that is drawn in. */
const overChart = (event: MouseEvent): HTMLElement | null => (event.target as HTMLElement).closest('.u-over');

/** With a mouse; a finger scrolls the page, and has buttons. */
function drag(root: HTMLElement, onPan: Gestures['onPan']): void {
  root.addEventListener('pointerdown', down => {
    const over = overChart(down);
    if (!over || down.button !== 0 || down.pointerType !== 'mouse') return;
    const widthPx = Math.max(1, over.clientWidth);
    let lastPx = down.clientX;
    const move = (event: PointerEvent): void => {
      onPan((lastPx - event.clientX) / widthPx, false);
      lastPx = event.clientX;
    };
    const end = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      onPan(0, true);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  });
}
