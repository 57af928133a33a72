import { avroSchema } from '../../schemas/avro';
import { glueSchemas } from '../aws/glue-registry';

/** For definitions with `source: { format: 'avro' }`. */
export const schemas = glueSchemas('AVRO', avroSchema);
