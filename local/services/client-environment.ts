import { devNull } from 'node:os';
import { REGION } from '../assembly/intrinsics';

/** Addresses of the embedded services. */
export interface Endpoints {
  readonly kinesis: string;
  readonly dynamodb: string;
  readonly s3: string;
  readonly glue: string;
}

export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The environment that points the AWS SDK at the embedded services with credentials that are worth nothing. Services
 * that are not embedded lead to the S3 endpoint, which refuses them, never to an account.
 */
export function clientEnvironment(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoints.s3,
    AWS_ENDPOINT_URL_KINESIS: endpoints.kinesis,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_GLUE: endpoints.glue,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // A user of a container may have no home, and the SDK asks for one.
    HOME: devNull,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
    NODE_NO_WARNINGS: '1',
  };
}
