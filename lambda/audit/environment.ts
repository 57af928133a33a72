import { required } from '../aws/environment';

/** Settings of the audit function. */
export const environment = {
  sourceStream: required('SOURCE_STREAM'),
  stateTable: required('STATE_TABLE'),
};
