import type { RegisteredSchema } from '../engine/ports';
import { unusable } from './decode-payload';

/** The formats of the AWS Glue Schema Registry (DataFormat of GetSchemaVersion). */
export type DataFormat = 'AVRO' | 'PROTOBUF' | 'JSON';

/** A schema as a registry keeps it. */
export interface SchemaText {
  readonly format: string;
  readonly text: string;
}

/** Makes schemas of one format ready, by what reads its texts; of another one no payload can be decoded. */
export function schemasOf(
  format: DataFormat,
  read: (text: string) => RegisteredSchema,
): (schema: SchemaText) => RegisteredSchema {
  return schema =>
    schema.format === format
      ? read(schema.text)
      : unusable(`it is of ${schema.format}, and the definition reads ${format}`);
}
