/// <reference lib="dom" />
import type uPlot from 'uplot';
import type { Point } from './ring';
import type { Plan } from './series';

const BAR_PX_MAX = 6;

/** Where each part of a bar is among the plans, -1 where the query has none. */
export interface Bars {
  readonly low: number;
  readonly high: number;
  readonly open: number;
  readonly close: number;
}

/** A bar from the lowest to the highest value of each window, with its first value as a tick to the left, its last to the right. */
export function drawBars(
  plot: uPlot,
  points: readonly Point[],
  { low, high, open, close }: Bars,
  plans: readonly Plan[],
  colours: { readonly up: string; readonly down: string },
): void {
  if (low < 0 || high < 0) return;
  clipped(plot, context => {
    const widthPx = barWidthPx(plot, points);
    for (const { startMs, values } of points) {
      const bottom = values[plans[low]!.at];
      const top = values[plans[high]!.at];
      if (typeof bottom !== 'number' || typeof top !== 'number') continue;
      const first = values[plans[open]?.at ?? -1];
      const last = values[plans[close]?.at ?? -1];
      const x = plot.valToPos(startMs / 1_000, 'x', true);
      const y = plot.valToPos(top, 'y', true);
      const heightPx = Math.max(1, plot.valToPos(bottom, 'y', true) - y);
      const hasTicks = typeof first === 'number' && typeof last === 'number';
      context.fillStyle = hasTicks && last < first ? colours.down : colours.up;
      context.globalAlpha = hasTicks ? 0.9 : 0.45;
      const stemPx = hasTicks ? Math.max(1, widthPx / 3) : widthPx;
      context.fillRect(x - stemPx / 2, y, stemPx, heightPx);
      if (!hasTicks) continue;
      context.fillRect(x - widthPx, plot.valToPos(first, 'y', true) - stemPx / 2, widthPx, stemPx);
      context.fillRect(x, plot.valToPos(last, 'y', true) - stemPx / 2, widthPx, stemPx);
    }
  });
}

/** No wider than two thirds of the way from one window to the next. */
function barWidthPx(plot: uPlot, points: readonly Point[]): number {
  const [first, second] = points.slice(-2).map(({ startMs }) => plot.valToPos(startMs / 1_000, 'x', true));
  return first === undefined || second === undefined ? BAR_PX_MAX : Math.min(BAR_PX_MAX, ((second - first) * 2) / 3);
}

/** Rings around windows that are open, diamonds around those that were revised. */
export function drawMarks(
  plot: uPlot,
  points: readonly Point[],
  plans: readonly Plan[],
  colours: { readonly provisional: string; readonly revised: string },
): void {
  const at = plans[0]?.at;
  if (at === undefined) return;
  clipped(plot, context => {
    context.lineWidth = 2;
    for (const { startMs, final, revision, values } of points) {
      const value = values[at];
      if (typeof value !== 'number' || (final && revision === 0)) continue;
      const x = plot.valToPos(startMs / 1_000, 'x', true);
      const y = plot.valToPos(value, 'y', true);
      context.strokeStyle = final ? colours.revised : colours.provisional;
      context.beginPath();
      if (final) diamond(context, x, y);
      else context.arc(x, y, 8, 0, 2 * Math.PI);
      context.stroke();
    }
  });
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x, y - 9);
  context.lineTo(x + 9, y);
  context.lineTo(x, y + 9);
  context.lineTo(x - 9, y);
  context.closePath();
}

function clipped(plot: uPlot, draw: (context: CanvasRenderingContext2D) => void): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  draw(plot.ctx);
  plot.ctx.restore();
}
