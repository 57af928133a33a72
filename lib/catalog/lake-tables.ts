import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { Pipeline } from '../../engine/definition/pipeline';
import { viewsOf } from '../../engine/definition/sources';
import { type Column, glueType } from '../../engine/results/lake-columns';
import { sourceId } from '../source-id';
import type { Catalog } from './catalog';
import { type Output, PARTITIONS, type Renamed, tableColumns } from './table-columns';

export interface LakeTablesProps {
  readonly pipeline: Pipeline;
  readonly catalog: Catalog;
  /** Whether the lake gets events. */
  readonly events: boolean;
}

/** How far back a query without a condition on `date` looks; older objects are read once `projection.date.range` says so. */
const RANGE = 'NOW-3YEARS,NOW';

const PARQUET = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
} as const;
const NDJSON = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  library: 'org.openx.data.jsonserde.JsonSerDe',
} as const;

/** Name of a pipeline's table, such as `page_views_aggregates`. */
export function tableName({ name }: Pick<Pipeline, 'name'>, output: Output, source?: string): string {
  return [name.replaceAll('-', '_'), output, ...(source === undefined ? [] : [source])].join('_');
}

/** Where the lake has a pipeline's output, of one of its sources if it has several. */
export function lakeFolder({ name }: Pick<Pipeline, 'name'>, output: Output, source?: string): string {
  return `${output}/pipeline=${name}${source === undefined ? '' : `/source=${source}`}`;
}

/** The Glue tables of a pipeline's outputs. Athena computes their partitions from the names of the lake's folders. */
export class LakeTables extends Construct {
  /** Name of the table of results. */
  readonly aggregatesName: string;
  /** One for each source; none where the lake gets no events. */
  readonly raw: readonly CfnTable[];
  readonly aggregates: CfnTable;
  readonly late: CfnTable;
  readonly quarantine: CfnTable;

  constructor(scope: Construct, id: string, props: LakeTablesProps) {
    super(scope, id);
    this.aggregatesName = tableName(props.pipeline, 'aggregates');
    this.raw = props.events ? viewsOf(props.pipeline).map(([source, view]) => this.rawTable(source, view, props)) : [];
    this.aggregates = this.table('Aggregates', 'aggregates', 'every revision of every result', props);
    this.late = this.table('Late', 'late', 'events that came too late for some of their windows', props);
    this.quarantine = this.table('Quarantine', 'quarantine', 'events that could not be read, with the reason', props);
  }

  private rawTable(source: string | undefined, pipeline: Pipeline, { catalog, events }: LakeTablesProps): CfnTable {
    const what = `events${source === undefined ? '' : ` of ${source}`} as they came, all of them text`;
    return this.table(sourceId('Raw', source), 'raw', what, { pipeline, catalog, events }, source);
  }

  private table(
    id: string,
    output: Output,
    what: string,
    { pipeline, catalog }: LakeTablesProps,
    source?: string,
  ): CfnTable {
    const { columns, renamed } = tableColumns(pipeline, output);
    const location = `s3://${catalog.lake.bucketName}/${lakeFolder(pipeline, output, source)}/`;
    const { inputFormat, outputFormat, library } = output === 'aggregates' ? PARQUET : NDJSON;
    const table = new CfnTable(this, id, {
      catalogId: Stack.of(this).account,
      databaseName: catalog.databaseName,
      tableInput: {
        name: tableName(pipeline, output, source),
        description: `${pipeline.name}: ${what}`,
        tableType: 'EXTERNAL_TABLE',
        parameters: projection(output, location),
        partitionKeys: PARTITIONS[output].map(name => ({ name, type: name === 'hour' ? 'int' : 'string' })),
        storageDescriptor: {
          location,
          columns: columns.map(glueColumn),
          inputFormat,
          outputFormat,
          serdeInfo: {
            serializationLibrary: library,
            parameters: output === 'aggregates' ? {} : jsonParameters(renamed),
          },
        },
      },
    });
    table.node.addDependency(catalog.database);
    return table;
  }
}

function glueColumn({ name, type }: Column): CfnTable.ColumnProperty {
  return { name, type: glueType(type) };
}

function projection(output: Output, location: string): Record<string, string> {
  const folders = PARTITIONS[output].map(name => `${name}=\${${name}}`);
  return {
    classification: output === 'aggregates' ? 'parquet' : 'json',
    'projection.enabled': 'true',
    'projection.date.type': 'date',
    'projection.date.format': 'yyyy-MM-dd',
    'projection.date.range': RANGE,
    'projection.date.interval': '1',
    'projection.date.interval.unit': 'DAYS',
    ...(folders.length > 1 && {
      'projection.hour.type': 'integer',
      'projection.hour.range': '0,23',
      'projection.hour.digits': '2',
    }),
    'storage.location.template': `${location}${folders.join('/')}/`,
  };
}

/** A line that is not JSON, as the raw lake may hold, reads as a row of nulls. */
function jsonParameters(renamed: readonly Renamed[]): Record<string, string> {
  const mappings = renamed.map(({ column, field }) => [`mapping.${column}`, field]);
  return { 'ignore.malformed.json': 'true', ...(Object.fromEntries(mappings) as Record<string, string>) };
}
