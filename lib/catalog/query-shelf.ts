import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import type { Pipeline } from '../../engine/definition/pipeline';
import type { Catalog } from './catalog';
import { namedQueries } from './named-queries';

export interface QueryShelfProps {
  readonly pipeline: Pipeline;
  readonly catalog: Catalog;
  /** Whether the lake gets events. */
  readonly events: boolean;
}

/** A pipeline's saved queries in Athena's console. */
export class QueryShelf extends Construct {
  constructor(scope: Construct, id: string, { pipeline, catalog, events }: QueryShelfProps) {
    super(scope, id);
    for (const { name, description, sql } of namedQueries(pipeline, events)) {
      const query = new CfnNamedQuery(this, name, {
        database: catalog.databaseName,
        workGroup: catalog.workGroup.ref,
        name: `${pipeline.name}: ${name}`,
        description,
        queryString: sql,
      });
      query.node.addDependency(catalog.database);
    }
  }
}
