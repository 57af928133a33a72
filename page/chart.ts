/// <reference lib="dom" />
import uPlot from 'uplot';
import { formatSteps, formatTick, type Zone } from './format';
import { MARK_COLOURS } from './legend';
import { drawBars, drawMarks, shadeOpen } from './marks';
import type { Point } from './ring';
import { type Band, columnsOf, type Look, type Plan } from './series';
import type { Stroke } from './strokes';

const HEIGHT_PX = 300;
const HEIGHT_SMALL_PX = 240;

const custom = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A chart of one key's windows. */
export class Chart {
  private readonly plot: uPlot;
  private points: readonly Point[] = [];
  private readonly resize = new ResizeObserver(() => this.plot.setSize(this.size()));

  /** @param onPointed hears of the start of the window that is pointed at, ms; undefined when none is. */
  constructor(
    private readonly root: HTMLElement,
    private readonly plans: readonly Plan[],
    bands: readonly Band[],
    strokes: readonly Stroke[],
    zone: () => Zone,
    onPointed: (startMs: number | undefined) => void,
  ) {
    const axis = { stroke: custom('--quiet'), grid: { stroke: custom('--grid'), width: 1 }, ticks: { show: false } };
    const place = (wanted: Look): number => plans.findIndex(({ look }) => look === wanted);
    const bars = { low: place('low'), high: place('high'), open: place('open'), close: place('close') };
    const barColours = { up: custom(MARK_COLOURS.rising), down: custom(MARK_COLOURS.falling) };
    const markColours = {
      open: custom(MARK_COLOURS['open window']),
      revised: custom(MARK_COLOURS['revised window']),
    };
    const areCounts = plans.every(({ look }) => look === 'count');
    const openFill = custom('--open');
    const options: uPlot.Options = {
      ...this.size(),
      padding: [10, 30, 0, 0],
      legend: { show: false },
      series: [{}, ...plans.map(({ look }, i) => seriesOf(look, strokes[i]!))],
      bands: bands.map(({ lower, upper }) => ({ series: [upper + 1, lower + 1], fill: custom('--fill') })),
      axes: [
        {
          ...axis,
          values: (_, splits, _axis, _space, stepS) => splits.map(s => formatTick(s * 1_000, stepS * 1_000, zone())),
          space: () => (this.isSmall ? 44 : 80),
          size: 32,
        },
        {
          ...axis,
          values: (_, splits, _axis, _space, step) => formatSteps(splits, step),
          size: 64,
          ...(areCounts && { incrs: WHOLE }),
        },
      ],
      scales: { ...(areCounts && { y: { range: FROM_ZERO } }), volume: { range: LOWEST_QUARTER } },
      cursor: { drag: { x: false, y: false } },
      hooks: {
        drawClear: [plot => shadeOpen(plot, this.points, openFill)],
        draw: [
          plot => drawBars(plot, this.points, bars, plans, barColours),
          plot => drawMarks(plot, this.points, plans, markColours),
        ],
        setCursor: [({ cursor, data }) => onPointed(pointedAt(cursor.left, data[0][cursor.idx ?? -1]))],
      },
    };
    this.plot = new uPlot(options, [[], ...plans.map(() => [])], root);
    this.resize.observe(root);
  }

  draw(points: readonly Point[], gapMs: number, fromMs: number, toMs: number): void {
    this.points = points;
    this.plot.setData(columnsOf(points, this.plans, gapMs) as uPlot.AlignedData, false);
    this.plot.setScale('x', { min: fromMs / 1_000, max: toMs / 1_000 });
  }

  /** Shows or hides what a plan draws. */
  show(plan: number, isShown: boolean): void {
    this.plot.setSeries(plan + 1, { show: isShown });
  }

  destroy(): void {
    this.resize.disconnect();
    this.plot.destroy();
  }

  private get isSmall(): boolean {
    return this.root.clientWidth < 500;
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(200, this.root.clientWidth), height: this.isSmall ? HEIGHT_SMALL_PX : HEIGHT_PX };
  }
}

/** Counts are seen from zero; prices would be flat lines far above it. */
const FROM_ZERO: uPlot.Range.Config = {
  min: { pad: 0, hard: 0, soft: 0, mode: 1 },
  max: { pad: 0.15, soft: 1, mode: 2 },
};
/** What was moved stands below the prices. */
const LOWEST_QUARTER: uPlot.Range.Function = (_, _min, max) => [0, 4 * (max ?? 0) || 1];
/** Steps of the axis of counts. */
const WHOLE = Array.from({ length: 13 }, (_, i) => [1, 2, 5].map(n => n * 10 ** i)).flat();

function seriesOf(look: Look, { colour, dash, widthPx }: Stroke): uPlot.Series {
  const stroke = custom(colour);
  if (look === 'volume')
    return {
      scale: 'volume',
      fill: stroke,
      width: 0,
      paths: uPlot.paths.bars!({ size: [0.7, 12] }),
      points: { show: false },
    };
  return {
    stroke,
    width: widthPx,
    dash: [...dash],
    // Of lines, uPlot shows the points where they are far apart.
    points: { ...(look !== 'line' && look !== 'count' && { show: look === 'raw' }), size: 6, fill: stroke, width: 1 },
  };
}

const pointedAt = (leftPx: number | undefined, startS: number | undefined): number | undefined =>
  leftPx === undefined || leftPx < 0 || startS === undefined ? undefined : startS * 1_000;
