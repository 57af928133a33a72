/// <reference lib="dom" />
import type { StatusAnswer } from '../api/contract';
import { byId } from './elements';
import type { Connection } from './feed';
import { formatDate, formatDuration, formatNumber, formatTime, type Zone } from './format';

const PRODUCT = 'Tidemark';
const NAMES: Record<Connection, string> = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' };

export function showConnection(state: Connection): void {
  const badge = byId('connection');
  badge.dataset.state = state;
  if (badge.textContent !== NAMES[state]) badge.textContent = NAMES[state];
}

/** One line of what went wrong or is waited for; nothing where all is well. */
export function showMessage(text: Node | undefined, kind: 'problem' | 'waiting' = 'problem'): void {
  const message = byId('message');
  message.hidden = text === undefined;
  message.dataset.kind = kind;
  message.replaceChildren(text ?? '');
}

/** Says that the picture is held, and since when. */
export function showPaused(pausedMs: number | undefined, zone: Zone): void {
  const note = byId('paused');
  note.hidden = pausedMs === undefined;
  if (pausedMs !== undefined)
    note.textContent = `Paused at ${formatTime(pausedMs, zone)}: the picture is held, data goes on arriving.`;
}

/** Says that what is shown ends in the past, and when; nothing where it goes on. */
export function showPast(endMs: number | undefined, zone: Zone): void {
  const note = byId('past');
  note.hidden = endMs === undefined;
  if (endMs !== undefined)
    note.textContent = `Events of the past, up to ${formatDate(endMs, zone)} at ${formatTime(endMs, zone)}.`;
}

/** Says that figures are not of all there is. */
export function showCut(isCut: boolean): void {
  byId('cut').hidden = !isCut;
}

/** The name of what is shown, where a dashboard gives one. */
export function showTitle(title: string | undefined): void {
  document.querySelector('h1')!.textContent = title ?? PRODUCT;
  document.title = title === undefined ? PRODUCT : `${title} · ${PRODUCT}`;
}

/** Of the query that found the most of them late: an event that is late for several is one event. */
export const lateEvents = ({ late }: StatusAnswer['events']): number => Math.max(0, ...Object.values(late));

export function showStatus({ watermark, watermarkLagMs, events, at }: StatusAnswer, zone: Zone): void {
  const late = lateEvents(events);
  const figures = {
    watermark: watermark === null ? '–' : formatTime(Date.parse(watermark), zone),
    lag: formatDuration(watermarkLagMs),
    events: formatNumber(events.decoded),
    late: formatNumber(late),
    quarantined: formatNumber(events.quarantined),
    updated: formatTime(Date.parse(at), zone),
  };
  for (const [id, text] of Object.entries(figures)) byId(id).textContent = text;
}
