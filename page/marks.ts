/// <reference lib="dom" />
import type uPlot from 'uplot';
import { markOf, type Point } from './ring';
import type { Plan } from './series';

const BAR_PX_MAX = 6;
/** From the middle of a mark to its edge. */
const MARK_PX = 8;
/** How far before the first open window the shade begins. */
const OPEN_BEFORE_PX = 14;

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

/** The time from the first open window on, behind all else: what stands there may still change. */
export function shadeOpen(plot: uPlot, points: readonly Point[], colour: string): void {
  const first = points.find(({ final }) => !final);
  if (!first) return;
  clipped(plot, context => {
    const { left, top, width, height } = plot.bbox;
    const x = Math.max(left, plot.valToPos(first.startMs / 1_000, 'x', true) - OPEN_BEFORE_PX * devicePixelRatio);
    context.fillStyle = colour;
    context.fillRect(x, top, left + width - x, height);
  });
}

/** Rings around windows that are open, diamonds around those that late events revised. */
export function drawMarks(
  plot: uPlot,
  points: readonly Point[],
  plans: readonly Plan[],
  colours: { readonly open: string; readonly revised: string },
): void {
  const at = plans[0]?.at;
  if (at === undefined) return;
  clipped(plot, context => {
    context.lineWidth = 2 * devicePixelRatio;
    const radius = MARK_PX * devicePixelRatio;
    for (const point of points) {
      const value = point.values[at];
      const mark = markOf(point);
      if (typeof value !== 'number' || !mark) continue;
      const x = plot.valToPos(point.startMs / 1_000, 'x', true);
      const y = plot.valToPos(value, 'y', true);
      context.strokeStyle = colours[mark];
      context.beginPath();
      if (mark === 'revised') diamond(context, x, y, radius);
      else context.arc(x, y, radius, 0, 2 * Math.PI);
      context.stroke();
    }
  });
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
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
