import { S3Client } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import pipeline from '#pipeline';
import { Lookups, type OnStaleTable } from '../../engine/lookup/lookups';
import type { LookupSource } from '../../engine/ports';
import { clientOptions } from '../aws/client-options';
import { systemClock } from '../aws/system-clock';
import { TableFiles } from '../aws/table-files';

/** A table of 100 MB takes a while. */
const ANSWER_MS = 60_000;

/** For definitions with lookups: files stand beside the function's code, or where the variable LOOKUP_FILES says. */
export function openLookups(onStale: OnStaleTable): LookupSource {
  const { lookups } = pipeline;
  const given = JSON.parse(process.env['LOOKUP_FILES'] ?? '{}') as Readonly<Record<string, string>>;
  const elsewhere = new Map(Object.entries(given));
  const pathOf = (table: string): string | undefined =>
    elsewhere.get(table) ?? ('file' in lookups[table]!.from ? join(__dirname, 'lookups', table) : undefined);
  const s3 = new S3Client({ ...clientOptions('S3', ANSWER_MS), forcePathStyle: true });
  return new Lookups(lookups, new TableFiles(lookups, pathOf, s3), systemClock, onStale);
}
