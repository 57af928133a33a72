import { required } from '../aws/environment';

/** Settings of the finalize function. */
export const environment = {
  stateTable: required('STATE_TABLE'),
  resultsTable: required('RESULTS_TABLE'),
  aggregatesStream: required('AGGREGATES_STREAM'),
  lakeBucket: required('LAKE_BUCKET'),
};
