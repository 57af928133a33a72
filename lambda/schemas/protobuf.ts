import { protobufSchema } from '../../schemas/protobuf';
import { glueSchemas } from '../aws/glue-registry';

/** For definitions with `source: { format: 'protobuf' }`. */
export const schemas = glueSchemas('PROTOBUF', protobufSchema);
