import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import type { FlatColumn, FlatResults } from './result-columns';

/** Of a sheet (QuickSight quotas). */
const VISUALS_MAX = 30;

/** A sheet for a query: each of its values over time, a line for each value of its first key. */
export function sheetOf({ query, columns }: FlatResults): CfnAnalysis.SheetDefinitionProperty {
  const time = columns.find(({ role }) => role === 'time')!;
  const key = columns.find(({ role }) => role === 'key');
  const values = columns.filter(({ role, type }) => role === 'value' && (type === 'INTEGER' || type === 'DECIMAL'));
  return {
    sheetId: query,
    name: query,
    visuals: values.slice(0, VISUALS_MAX).map(value => ({ lineChartVisual: lineChart(query, time, value, key) })),
  };
}

function lineChart(
  query: string,
  time: FlatColumn,
  value: FlatColumn,
  key: FlatColumn | undefined,
): CfnAnalysis.LineChartVisualProperty {
  const field = (column: FlatColumn) => ({
    fieldId: `${query}.${value.name}.${column.name}`,
    column: { dataSetIdentifier: query, columnName: column.name },
  });
  const aggregation = value.isAdditive ? 'SUM' : 'AVERAGE';
  return {
    visualId: `${query}-${value.name}`,
    title: { formatText: { plainText: value.name } },
    chartConfiguration: {
      type: 'LINE',
      fieldWells: {
        lineChartAggregatedFieldWells: {
          category: [{ dateDimensionField: { ...field(time), dateGranularity: 'MINUTE' } }],
          values: [
            {
              numericalMeasureField: {
                ...field(value),
                aggregationFunction: { simpleNumericalAggregation: aggregation },
              },
            },
          ],
          ...(key && { colors: [dimension(key, field(key))] }),
        },
      },
    },
  };
}

interface FieldOfChart {
  readonly fieldId: string;
  readonly column: { readonly dataSetIdentifier: string; readonly columnName: string };
}

function dimension({ type }: FlatColumn, field: FieldOfChart): CfnAnalysis.DimensionFieldProperty {
  return type === 'INTEGER' || type === 'DECIMAL'
    ? { numericalDimensionField: field }
    : { categoricalDimensionField: field };
}
