import type { Pipeline } from '../definition/pipeline';
import { payloadsOf } from '../events/open-framed';
import { formatOf } from '../formats/format-of';
import { schemaIdOf } from '../formats/registry-frame';
import type { RecordBatch, RegisteredSchema, SchemaRegistry } from '../ports';
import { inParallel } from '../store/in-parallel';

/** Asked of the registry at a time. */
const PARALLEL_ASKED = 8;

interface SchemaDeps {
  readonly pipeline: Pipeline;
  readonly schemas?: SchemaRegistry | undefined;
}

/**
 * Records with the schemas that they name, so that folding, which never waits, finds them; the records themselves where their
 * format names none. What the registry does not know is known as that; any failure to ask it rejects.
 */
export async function withSchemas(deps: SchemaDeps, records: RecordBatch): Promise<RecordBatch> {
  if (!formatOf(deps.pipeline).isFramed) return records;
  const registry = deps.schemas;
  if (!registry) throw new Error(`${deps.pipeline.name}: its records name schemas, and there is no registry to ask`);
  const schemas = new Map<string, RegisteredSchema | undefined>();
  await inParallel([...idsIn(records)], PARALLEL_ASKED, async id => {
    schemas.set(id, await registry.schema(id));
  });
  return { length: records.length, at: index => records.at(index), schemas };
}

function idsIn(records: RecordBatch): Set<string> {
  const ids = new Set<string>();
  for (let i = 0; i < records.length; i++) {
    for (const payload of payloadsOf(records.at(i)!.data)) {
      const id = schemaIdOf(payload);
      if (id !== undefined) ids.add(id);
    }
  }
  return ids;
}
