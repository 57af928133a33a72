import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { unpack } from './unpack';

/** Turns the records of a delivery stream's batch into lines of events, whatever their encoding. */
export function handler({ records }: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  return Promise.resolve({ records: unpack(records) });
}
