import { itemsOf, storedBytes } from './stored-bytes';
import { KB, type QueryLoad } from './workload';

/**
 * Items of results written a second. A window's are written once, when it closes. A block holds the sessions that begin within a gap,
 * and each epoch writes those of its items anew in which it closes some; these begin in two blocks mostly.
 */
export function itemsWritten(
  { isOfSessions, windowsPerSecond, resultsPerSecond, blockBytes }: QueryLoad,
  epochs: number,
): number {
  const items = itemsOf(blockBytes);
  return isOfSessions ? epochs * Math.min(2 * items, resultsPerSecond / epochs) : windowsPerSecond * items;
}

/** Bytes of an item when it is written; one of sessions is half full on average. */
export function bytesOfItem({ isOfSessions, blockBytes }: QueryLoad): number {
  return storedBytes(blockBytes / itemsOf(blockBytes) / (isOfSessions ? 2 : 1));
}

/** Write units a second that deletes take: of each item, full, as much as its put. */
export function deleteUnits({ keepMs, windowsPerSecond, blockBytes }: QueryLoad): number {
  if (keepMs === Infinity) return 0;
  const items = itemsOf(blockBytes);
  return windowsPerSecond * items * Math.ceil(storedBytes(blockBytes / items) / KB);
}
