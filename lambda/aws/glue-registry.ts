import { EntityNotFoundException, GetSchemaVersionCommand, GlueClient } from '@aws-sdk/client-glue';
import type { RegisteredSchema, SchemaRegistry } from '../../engine/ports';
import { RememberedRegistry } from '../../schemas/remembered-registry';
import { type DataFormat, schemasOf, type SchemaText } from '../../schemas/schema-of';
import { clientOptions } from './client-options';

/**
 * The AWS Glue Schema Registry of the function's account and region
 * (https://docs.aws.amazon.com/glue/latest/webapi/API_GetSchemaVersion.html).
 */
export class GlueRegistry implements SchemaRegistry {
  constructor(
    private readonly client: GlueClient,
    private readonly ready: (schema: SchemaText) => RegisteredSchema,
  ) {}

  async schema(id: string): Promise<RegisteredSchema | undefined> {
    try {
      const { SchemaDefinition: text = '', DataFormat: format = 'no format' } = await this.client.send(
        new GetSchemaVersionCommand({ SchemaVersionId: id }),
      );
      return this.ready({ format, text });
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    }
  }
}

/** The same, asked once for a version, for schemas of one format. */
export function glueSchemas(format: DataFormat, read: (text: string) => RegisteredSchema): SchemaRegistry {
  const client = new GlueClient(clientOptions('GLUE'));
  return new RememberedRegistry(new GlueRegistry(client, schemasOf(format, read)));
}
