import { required } from '../aws/environment';

/** Settings of the audit function. */
export const environment = {
  stateTable: required('STATE_TABLE'),
};
