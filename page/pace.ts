/// <reference lib="dom" />

/** At most four redraws a second. */
export const DRAW_EVERY_MS = 250;
/** For readers who asked for less motion: what they choose is still drawn at once. */
const DRAW_CALMLY_EVERY_MS = 5_000;
/** Drawing takes at most this share of the time, however much there is to draw. */
const DRAWING_SHARE = 0.2;

const CALM = matchMedia('(prefers-reduced-motion: reduce)');

/** When to draw again. */
export class Pace {
  /** The version that is drawn; undefined: everything is to be drawn again, at once. */
  private drawn: number | undefined;
  private drawnMs = 0;
  private tookMs = 0;

  redraw(): void {
    this.drawn = undefined;
  }

  /** Draws where there is something new to draw and it is time. */
  draw(version: number, isHeld: boolean, run: () => void): void {
    if (document.hidden || this.drawn === version || (isHeld && this.drawn !== undefined)) return;
    const restMs = Math.max(CALM.matches ? DRAW_CALMLY_EVERY_MS : 0, this.tookMs / DRAWING_SHARE);
    if (this.drawn !== undefined && Date.now() - this.drawnMs < restMs) return;
    this.drawn = version;
    this.drawnMs = Date.now();
    run();
    this.tookMs = Date.now() - this.drawnMs;
  }
}
