import type { InputName, SeriesOptions } from '../engine/series/series-function';
import { UNIT_MS } from '../engine/windows/calendar';
import { WEEKDAYS } from '../engine/windows/window';
import { CHART_KINDS, SPANS_MS } from './dashboard';

/** The shapes of contract.ts as JSON Schema, as the OpenAPI document carries them. Tests check answers against them. */
const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const time = { type: 'string', format: 'date-time' } as const;
const timeOrNull = { type: ['string', 'null'], format: 'date-time' } as const;
const counter = { type: 'integer', minimum: 0 } as const;
const counters = { type: 'object', additionalProperties: counter } as const;

/** An object with exactly these properties; those named in `optional` may be missing. */
function object<P extends Record<string, unknown>>(
  properties: P,
  optional: readonly string[] = [],
  description?: string,
) {
  const required = Object.keys(properties).filter(name => !optional.includes(name));
  return { type: 'object', ...(description ? { description } : {}), additionalProperties: false, required, properties };
}

const list = (items: unknown) => ({ type: 'array', items });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The values that a function along a key's windows is taken over. */
const inputs = { of: text, high: text, low: text, close: text } satisfies Record<InputName, unknown>;
const options = {
  n: { ...counter, description: 'The windows that it spans.' },
  k: { type: 'number', description: "A band's deviations." },
  before: { const: true, description: 'The band is that of the windows before.' },
  fast: counter,
  slow: counter,
  signal: counter,
  slowing: counter,
  d: counter,
  method: text,
  windows: counter,
  floor: { type: 'number', minimum: 0 },
  timeZone: text,
  counts: { const: true },
  quiet: counter,
} satisfies Record<keyof SeriesOptions, unknown>;

/** Windows each of which starts later than the one before. */
const successive = [
  object({ kind: { const: 'grid' }, sizeMs: counter, slideMs: counter }),
  object(
    {
      kind: { const: 'calendar' },
      unit: { enum: Object.keys(UNIT_MS) },
      timeZone: { ...text, description: 'Whose clocks windows follow.' },
      firstDay: { enum: WEEKDAYS, description: 'Of a week.' },
    },
    ['firstDay'],
  ),
];

const page = {
  windows: list(ref('Result')),
  cursor: textOrNull,
  deletedUntil: {
    ...time,
    description:
      'With the last page of a query with `keep`: what was last written before this is deleted, and stands in the lake only.',
  },
};

export const schemas = {
  PipelinesAnswer: object({ pipelines: list(ref('PipelineDescription')) }),
  PipelineDescription: object({ name: text, queries: list(ref('QueryDescription')), dashboard: ref('Dashboard') }, [
    'dashboard',
  ]),
  Dashboard: object(
    {
      title: text,
      queries: { ...list(text), description: 'The queries that the page offers, in this order.' },
      headlines: list(object({ query: text, value: text })),
      charts: list(
        object(
          {
            query: text,
            values: list(text),
            kind: { enum: CHART_KINDS },
            keys: list({ type: 'object', description: 'Group-by values by name.' }),
            spanMs: { enum: SPANS_MS },
          },
          ['values', 'kind', 'keys', 'spanMs'],
        ),
      ),
    },
    ['title', 'queries', 'headlines', 'charts'],
    'What the page shows, where a file beside the definition says it.',
  ),
  QueryDescription: object(
    {
      name: text,
      over: { ...text, description: 'The query whose closed results it reads; absent: it reads events.' },
      groupBy: list(text),
      window: {
        oneOf: [
          ...successive,
          object({ kind: { const: 'cumulate' }, stepMs: counter, period: { oneOf: successive } }),
          object({ kind: { const: 'session' }, gapMs: counter }),
        ],
      },
      values: list(
        object(
          {
            name: text,
            aggregate: {
              ...text,
              description: "Kind of aggregate or of function along a key's windows, or `expression` over aggregates.",
            },
            type: { enum: ['number', 'text', 'boolean', 'list'] },
            isCount: { const: true, description: 'A number of things: whole, from zero.' },
            isAdditive: {
              const: true,
              description: 'The values of several keys, or of windows that do not overlap, add up to the value of all.',
            },
            ratio: object(
              { of: text, per: text },
              [],
              'The quotient of two values of the query that add up: over several keys or windows, that of their sums.',
            ),
            ...inputs,
            ...options,
            line: { ...text, description: "Which of its values, such as a band's `upper`." },
          },
          ['isCount', 'isAdditive', 'ratio', ...Object.keys(inputs), ...Object.keys(options), 'line'],
        ),
      ),
      emit: { enum: ['onClose', 'onUpdate'] },
      keepMs: {
        ...counter,
        description: 'Results are deleted so long after they were last written, ms; absent: they stay.',
      },
    },
    ['over', 'keepMs'],
  ),
  Result: object(
    {
      id: { ...text, description: 'pipeline/query/start/size/key: the same for every revision.' },
      pipeline: text,
      query: text,
      key: { type: 'object', description: 'The group-by values by name.' },
      window: object({ start: time, end: { ...time, description: 'Exclusive.' } }),
      revision: { ...counter, description: 'Grows with every change; the highest counts.' },
      final: { type: 'boolean', description: 'False while the window is open.' },
      retracted: { const: true, description: 'A session that late events joined to another; only in live events.' },
      values: { type: 'object', description: 'By name; null where there was no input.' },
      watermark: timeOrNull,
    },
    ['retracted'],
  ),
  WindowsAnswer: object(page, ['deletedUntil']),
  SeveralAnswer: object({ queries: list(object({ query: text, ...page }, ['deletedUntil'])) }),
  TopAnswer: object({
    window: { oneOf: [{ type: 'null' }, object({ start: time, end: time })] },
    rows: list(ref('Result')),
  }),
  KeysAnswer: object({ keys: list({ type: 'array' }) }),
  StatusAnswer: object({
    pipeline: text,
    epoch: counter,
    watermark: timeOrNull,
    watermarkLagMs: { type: ['number', 'null'] },
    records: object({ new: counter, redelivered: counter }),
    events: object({
      decoded: counter,
      quarantined: counter,
      duplicates: counter,
      skipped: counter,
      accepted: counters,
      filtered: counters,
      late: counters,
    }),
    at: time,
  }),
  ErrorAnswer: object({ error: { ...text, description: 'One line: what is wrong and where.' } }),
};
