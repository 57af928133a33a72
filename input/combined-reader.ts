import type { FieldKind } from '../engine/definition/fields';
import { reject } from './input-event';
import { InputError } from './input-error';
import type { Reader } from './reader';
import { type Cell, planRows, type RowPlanOptions } from './row-plan';
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
  'vhost',
];
const TIME = COLUMNS.indexOf('time');

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/**
 * Each part ends where the next one's first character stands, so a hostile line costs linear time. Before the host may stand
 * the name and port of a virtual host; no address has one colon.
 */
const LINE = new RegExp(
  `^(?:([^\\s:]+:\\d+) )?(\\S+) (\\S+) ([^[]*) \\[(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d) ([+-])(\\d\\d)(\\d\\d)\\] ${QUOTED} (\\d{3}|-) (\\d+|-)(?= |$)`,
);
/** What may stand behind the size: referer and user agent, and what a server was told to add. */
const AGENT = new RegExp(`^ ${QUOTED} ${QUOTED}(?: .*)?$`);
const REQUEST = /^(\S+) (\S.*?)(?: (HTTP\/\d(?:\.\d)?))?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The combined log of Apache and nginx (the common one, without referer and useragent, too), also with `name:port` of the
 * virtual host before the host. `-` is absent; `time` becomes what its field's kind says, Unix seconds in general; `\"` in
 * quoted parts stays as written. A line of another form is rejected with the part that does not fit.
 */
export function combinedReader(options: Omit<RowPlanOptions, 'columns'>): Reader {
  const { pipeline, rename, name } = options;
  const plan = planRows({ ...options, columns: COLUMNS, onNotice: undefined });
  const timeField = pipeline.fields[rename['time'] ?? 'time'];
  const timeText = timeWriter(timeField?.kind);
  let isFirst = true;
  return {
    read: ({ number, bytes }, emit) => {
      const text = textOf(bytes);
      if (isFirst && /^#(Fields|Version|Software|Date):/.test(text)) throw new InputError(EXTENDED(name));
      isFirst = false;
      const cells = cellsOf(text, timeText);
      emit(typeof cells === 'string' ? reject(number, bytes, cells) : plan.event(number, cells));
    },
  };
}

const EXTENDED = (name: string): string =>
  `${name}: is an extended log (#Fields, as IIS writes it) and none in the combined form: make a .csv of it with one column of time`;

/** The parts of a line by COLUMNS, or why it is none. */
function cellsOf(line: string, timeText: (ms: number) => string): Cell[] | string {
  const match = LINE.exec(line);
  if (!match) return 'not a line of the combined log';
  const [, vhost, host, logname, user] = match;
  // A virtual host without its port: what seems to be the user is the logname and the user.
  if (user!.startsWith('- ')) return 'not a line of the combined log: a word too many before the time';
  const timeMs = timeOf(match);
  if (timeMs === undefined) return 'a time that does not exist';
  const [request, response, bytes] = match.slice(14);
  const agent = agentOf(line.slice(match[0].length));
  if (!agent) return 'quotes in the referer or the user agent that are not escaped';
  const [, method, url, protocol] = REQUEST.exec(request!) ?? [];
  const status = response === '-' ? '-' : String(Number(response));
  const cells = [host, logname, user, '', method, url, protocol, status, bytes, ...agent, vhost].map(present);
  cells[TIME] = timeText(timeMs);
  return cells;
}

/** Referer and user agent, both absent in the common log. */
function agentOf(rest: string): [Cell, Cell] | undefined {
  if (!rest.startsWith(' "')) return [undefined, undefined];
  const match = AGENT.exec(rest);
  if (match) return [match[1], match[2]];
  // With quotes that are not escaped, or a last one that was cut off, there may be but one way to tell the two apart.
  const middle = rest.indexOf('" "');
  if (middle < 1 || middle !== rest.lastIndexOf('" "')) return undefined;
  return [rest.slice(2, middle), rest.slice(middle + 3).replace(/"$/, '')];
}

function present(text: string | undefined): Cell {
  return text === '-' ? undefined : text;
}

/** The time in ms, or undefined where there is no such date. */
function timeOf(match: RegExpExecArray): number | undefined {
  const [day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match.slice(5, 14) as [
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
