import { readFileSync } from 'node:fs';
import type { CataloguedPipeline } from '../../api/catalogue';
import { required } from '../aws/environment';

/** The names of a pipeline's tables. */
export interface TableNames {
  readonly results: string;
  readonly state: string;
}

/** The pipelines that the function answers for, from the file that is deployed beside it. */
export function readCatalogue(path: string): readonly CataloguedPipeline[] {
  return JSON.parse(readFileSync(path, 'utf8')) as readonly CataloguedPipeline[];
}

/** TABLES: the names of each pipeline's tables, as JSON by pipeline. */
export function readTables(): Readonly<Record<string, TableNames>> {
  return JSON.parse(required('TABLES')) as Record<string, TableNames>;
}
