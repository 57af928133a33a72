import type { FieldKind } from '../engine/definition/fields';
import type { Pipeline } from '../engine/definition/pipeline';
import { eventOf } from './input-event';
import type { Reader } from './reader';
import { type Cell, planRows, type Rename } from './row-plan';
import { textOf } from './text';

const COLUMNS = [
  'host',
  'logname',
  'user',
  'time',
  'method',
  'url',
  'protocol',
  'response',
  'bytes',
  'referer',
  'useragent',
];
const TIME = COLUMNS.indexOf('time');

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** Each part ends where the next one's first character stands, so a hostile line costs linear time. */
const LINE = new RegExp(
  `^(\\S+) (\\S+) ([^[]*) \\[(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d) ([+-])(\\d\\d)(\\d\\d)\\] ${QUOTED} (\\d{3}|-) (\\d+|-)(?: ${QUOTED} ${QUOTED})?`,
);
const REQUEST = /^(\S+) (\S.*?)(?: (HTTP\/\d(?:\.\d)?))?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The combined log of Apache and nginx (the common one, without referer and useragent, too). `-` is absent; `time`
 * becomes what its field's kind says, Unix seconds in general; `\"` in quoted parts stays as written. A line of another form
 * becomes the event `{"line": "<its text>"}`, which the pipeline quarantines.
 */
export function combinedReader(pipeline: Pipeline, rename: Rename, name: string): Reader {
  const plan = planRows(pipeline, COLUMNS, rename, name);
  const timeField = pipeline.fields[rename['time'] ?? 'time'];
  const timeText = timeWriter(timeField?.kind);
  return {
    read: ({ number, bytes }, emit) => {
      const text = textOf(bytes);
      const cells = cellsOf(text, timeText);
      emit(cells ? plan(number, cells) : eventOf(number, Buffer.from(JSON.stringify({ line: text })), undefined));
    },
  };
}

function cellsOf(line: string, timeText: (ms: number) => string): Cell[] | undefined {
  const match = LINE.exec(line);
  const timeMs = match && timeOf(match);
  if (timeMs === null || timeMs === undefined) return undefined;
  const [, host, logname, user] = match!;
  const [request, response, bytes, referer, useragent] = match!.slice(13);
  const [, method, url, protocol] = REQUEST.exec(request!) ?? [];
  const cells = [host, logname, user, '', method, url, protocol, response, bytes, referer, useragent].map(present);
  cells[TIME] = timeText(timeMs);
  return cells;
}

function present(text: string | undefined): Cell {
  return text === '-' ? undefined : text;
}

/** The time in ms, or undefined where there is no such date. */
function timeOf(match: RegExpExecArray): number | undefined {
  const [day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match.slice(4, 13) as [
    string,
    ...string[],
  ];
  const monthIndex = MONTHS.indexOf(month!);
  const localMs = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(localMs);
  const exists =
    monthIndex >= 0 &&
    date.getUTCDate() === Number(day) &&
    date.getUTCHours() === Number(hour) &&
    Number(minute) < 60 &&
    Number(second) < 60;
  const offsetMs = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  return exists ? localMs - (sign === '-' ? -offsetMs : offsetMs) : undefined;
}

function timeWriter(kind: FieldKind | undefined): (ms: number) => string {
  if (kind === 'epochMillis') return ms => String(ms);
  if (kind === 'isoTime') return ms => new Date(ms).toISOString();
  return ms => String(ms / 1000);
}
