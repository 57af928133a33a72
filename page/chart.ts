/// <reference lib="dom" />
import uPlot from 'uplot';
import { formatNumber, formatTime, type Zone } from './format';
import { drawBars, drawMarks } from './marks';
import type { Point } from './ring';
import { columnsOf, type Look, type Plan } from './series';

const HEIGHT_PX = 300;
const HEIGHT_SMALL_PX = 240;
/** Colour by custom property, and dash. */
const LOOKS: Record<Look, { colour: string; dash?: number[]; width: number }> = {
  raw: { colour: '--raw', width: 0 },
  sma: { colour: '--sma', width: 2 },
  ema: { colour: '--ema', width: 2, dash: [8, 4] },
  band: { colour: '--band', width: 1, dash: [2, 3] },
  low: { colour: '--band', width: 0 },
  high: { colour: '--ema', width: 0 },
  open: { colour: '--quiet', width: 0 },
  close: { colour: '--quiet', width: 0 },
  line: { colour: '--accent', width: 2 },
};

const custom = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A chart of one key's windows. */
export class Chart {
  private readonly plot: uPlot;
  private points: readonly Point[] = [];
  private readonly resize = new ResizeObserver(() => this.plot.setSize(this.size()));

  constructor(
    private readonly root: HTMLElement,
    private readonly plans: readonly Plan[],
    zone: () => Zone,
  ) {
    const axis = { stroke: custom('--quiet'), grid: { stroke: custom('--grid'), width: 1 }, ticks: { show: false } };
    let lines = 0;
    const series = plans.map(({ name, look }) => {
      const { colour, dash, width } = LOOKS[look];
      const second = look === 'line' && lines++ > 0;
      const stroke = custom(second ? '--sma' : colour);
      return {
        label: name,
        stroke,
        width,
        ...(second ? { dash: [8, 4] } : dash && { dash }),
        points: { show: look === 'raw', size: 6, fill: stroke, width: 1 },
        value: (_: uPlot, value: number | null) => formatNumber(value),
      };
    });
    const upper = plans.findLastIndex(({ look }) => look === 'band') + 1;
    const lower = plans.findIndex(({ look }) => look === 'band') + 1;
    const place = (wanted: Look): number => plans.findIndex(({ look }) => look === wanted);
    const bars = { low: place('low'), high: place('high'), open: place('open'), close: place('close') };
    const options: uPlot.Options = {
      ...this.size(),
      series: [{ label: 'Window', value: (_, s) => (s === null ? '–' : formatTime(s * 1_000, zone())) }, ...series],
      ...(upper > lower && { bands: [{ series: [upper, lower], fill: custom('--fill') }] }),
      axes: [
        { ...axis, values: (_, splits) => splits.map(s => formatTime(s * 1_000, zone())), space: 90 },
        { ...axis, values: (_, splits) => splits.map(formatNumber), size: 64 },
      ],
      cursor: { drag: { x: false, y: false } },
      hooks: {
        draw: [
          plot => drawBars(plot, this.points, bars, plans, { up: custom('--ema'), down: custom('--sma') }),
          plot => drawMarks(plot, this.points, plans, { provisional: custom('--warn'), revised: custom('--bad') }),
        ],
      },
    };
    this.plot = new uPlot(options, [[], ...plans.map(() => [])], root);
    this.resize.observe(root);
  }

  draw(points: readonly Point[], gapMs: number, fromMs: number, toMs: number): void {
    this.points = points;
    this.plot.setData(columnsOf(points, this.plans, gapMs) as uPlot.AlignedData, false);
    this.plot.setScale('x', { min: fromMs / 1_000, max: toMs / 1_000 });
    const isPointedAt = (this.plot.cursor.left ?? -1) >= 0;
    if (!isPointedAt && points.length > 0) this.plot.setLegend({ idx: this.plot.data[0].length - 1 });
  }

  destroy(): void {
    this.resize.disconnect();
    this.plot.destroy();
  }

  private size(): { width: number; height: number } {
    const width = Math.max(200, this.root.clientWidth);
    return { width, height: width < 500 ? HEIGHT_SMALL_PX : HEIGHT_PX };
  }
}
