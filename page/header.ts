/// <reference lib="dom" />
import type { StatusAnswer } from '../api/contract';
import { byId } from './elements';
import type { Connection } from './feed';
import { formatDuration, formatNumber, formatTime, type Zone } from './format';

const NAMES: Record<Connection, string> = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' };

export function showConnection(state: Connection): void {
  const badge = byId('connection');
  badge.dataset.state = state;
  if (badge.textContent !== NAMES[state]) badge.textContent = NAMES[state];
}

export function showStatus({ watermark, watermarkLagMs, events, at }: StatusAnswer, zone: Zone): void {
  const late = Object.values(events.late).reduce((sum, count) => sum + count, 0);
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
