import { isUtf8 } from 'node:buffer';
import type { Pipeline } from '../engine/definition/pipeline';
import { decodeRecord } from '../engine/events/decode-record';
import { type ParsedEvent, parseEvent, parseText } from '../engine/events/parse-event';
import { show, type Verdict } from './compare-paths';
import { plainRows, rowAsJson } from './plain-csv';

/** Reads a text of CSV rows, one under each field, as the pipeline does and plainly; no text of blanks. */
export function readRowsBothWays(pipeline: Pipeline, rows: Buffer): Verdict {
  const decoded = decodeRecord(pipeline, rows);
  const strict =
    'bad' in decoded
      ? [decoded.bad]
      : decoded.events.map(event => verdictOf(pipeline, parseEvent(pipeline, event, NaN)));
  const plain = plainRows(rows.toString('latin1')).flatMap(row => {
    if (typeof row === 'string') return `bad: ${row}`;
    const columns = Object.keys(pipeline.fields);
    const cells = row.cells.map(cell => Buffer.from(cell, 'latin1').toString('utf8'));
    const isHeader = cells.length === columns.length && cells.every((cell, i) => cell.trim() === columns[i]);
    if (isHeader || cells.every(isBlank)) return [];
    if (!isUtf8(Buffer.from(row.text, 'latin1'))) return 'bad: invalid UTF-8';
    if (!cells.slice(columns.length).every(isBlank))
      return `bad: ${cells.length} cells under ${columns.length} columns`;
    return verdictOf(pipeline, parseText(pipeline, Buffer.from(rowAsJson(pipeline.fields, cells)), NaN));
  });
  const isScanned = !strict.every(isBad);
  return { strict: joined(strict), plain: joined(plain), isScanned };
}

/** Bad as a whole where a row is. */
function joined(verdicts: readonly string[]): string {
  return [...(verdicts.some(isBad) ? ['bad'] : []), ...verdicts].join('\n');
}

function isBad(verdict: string): boolean {
  return verdict.startsWith('bad');
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
}

function verdictOf(pipeline: Pipeline, event: ParsedEvent): string {
  if ('isSkipped' in event) return 'skipped';
  if ('bad' in event) return `bad: ${event.bad}`;
  const values = Object.keys(pipeline.fields).map(name => [name, event.values[name]] as const);
  return show(values, event.eventTimeMs);
}
