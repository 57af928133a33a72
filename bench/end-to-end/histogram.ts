/** The value that so large a share of the values does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

const BAR_WIDTH = 40;

/** A line for each step of `width`, from the lowest value to the highest: its bounds, a bar, how many values. */
export function histogram(values: readonly number[], width: number): string[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const step = Math.floor(value / width);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const steps = [...counts.keys()];
  const most = Math.max(...counts.values());
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const step = first + i;
    const count = counts.get(step) ?? 0;
    const bar = '█'.repeat(Math.ceil((count / most) * BAR_WIDTH));
    return `${String(step * width).padStart(7)}-${String((step + 1) * width).padEnd(7)} ${bar.padEnd(BAR_WIDTH)} ${count}`;
  });
}
