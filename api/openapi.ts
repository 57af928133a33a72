import { version } from '../package.json';
import { schemas } from './schemas';

type SchemaName = keyof typeof schemas;

const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const inQuery = (name: string, description: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});
const TIME = 'an ISO 8601 time with a zone, or milliseconds since 1970';
const LIMIT = { type: 'integer', minimum: 1, maximum: 1000, default: 100 };
const PIPELINE = inPath('pipeline');
const QUERY = inPath('query');
const KEY = inQuery('key', 'A JSON array of the query\'s group-by values, such as ["/home"].');

const answer = (description: string, name: SchemaName) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

const refusals = {
  '400': answer('A parameter is wrong; the error names it.', 'ErrorAnswer'),
  '404': answer('No such pipeline or query.', 'ErrorAnswer'),
};

function get(operationId: string, summary: string, parameters: readonly object[], name: SchemaName) {
  return { get: { operationId, summary, parameters, responses: { '200': answer(summary, name), ...refusals } } };
}

/** The API's description of itself, served at /openapi.json. */
export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Tidemark query API',
    version,
    description: 'Results of event-time windows: the latest revision of each, as soon as it is in the results table.',
  },
  paths: {
    '/pipelines': get('listPipelines', 'Pipelines and their queries', [], 'PipelinesAnswer'),
    '/pipelines/{pipeline}/queries/{query}/windows': get(
      'listWindows',
      'The latest revision of each window that starts in [from, to), newest first',
      [
        PIPELINE,
        QUERY,
        KEY,
        inQuery('from', `Earliest start, of a cumulate window of its last step: ${TIME}.`),
        inQuery('to', `Starts are before this: ${TIME}.`),
        inQuery('limit', 'Most windows of a page.', LIMIT),
        inQuery('cursor', 'That of the page before. A page may be short, or empty, and yet have one.'),
      ],
      'WindowsAnswer',
    ),
    '/pipelines/{pipeline}/windows': get(
      'listWindowsOfSeveral',
      'The windows of several queries at once, of each as listWindows has them',
      [
        PIPELINE,
        { ...inQuery('queries', 'Names, at most 8, with commas between.'), required: true },
        inQuery(
          'most',
          'Of these queries only the one with the shortest windows of which [from, to) has at most so many; if all have more, the one with the longest.',
          { type: 'integer', minimum: 1, maximum: 1000 },
        ),
        KEY,
        inQuery('from', `Earliest start: ${TIME}.`),
        inQuery('to', `Starts are before this: ${TIME}.`),
        inQuery('limit', 'Most windows of each query; `most` where that is given.', LIMIT),
      ],
      'SeveralAnswer',
    ),
    '/pipelines/{pipeline}/queries/{query}/top': get(
      'topKeys',
      'The keys of one window with the highest values',
      [
        PIPELINE,
        QUERY,
        inQuery(
          'start',
          `Start of the window, of a cumulate one of its last step: ${TIME}. The latest closed one without it.`,
        ),
        inQuery('by', 'Name of a value that is a number. The first one without it.'),
        inQuery('limit', 'Most keys.', LIMIT),
      ],
      'TopAnswer',
    ),
    '/pipelines/{pipeline}/queries/{query}/keys': get(
      'listKeys',
      'Keys of the most recent windows, most recent first',
      [PIPELINE, QUERY, inQuery('limit', 'Most keys.', LIMIT)],
      'KeysAnswer',
    ),
    '/pipelines/{pipeline}/status': get('status', 'Watermark and counts', [PIPELINE], 'StatusAnswer'),
    '/pipelines/{pipeline}/live': {
      get: {
        operationId: 'live',
        summary: 'Server-sent events: `window` with a Result for each new revision, `status` with a StatusAnswer',
        parameters: [
          PIPELINE,
          inQuery('query', 'Only of this query.'),
          inQuery('queries', 'Only of these, by names with commas between; without query.'),
          KEY,
          { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
        ],
        responses: {
          '200': { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } },
          ...refusals,
        },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'openApi',
        summary: 'This document',
        responses: { '200': { description: 'OpenAPI 3.1', content: { 'application/json': { schema: {} } } } },
      },
    },
  },
  components: { schemas },
};
