import { required } from '../aws/environment';

/** Settings of the aggregate function. */
export const environment = {
  /** Name of the state table. */
  stateTable: required('STATE_TABLE'),
};
