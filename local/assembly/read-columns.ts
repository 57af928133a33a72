import type { Stack } from './intrinsics';
import type { TableColumnPlan } from './plan';

interface Table {
  readonly TableInput?: {
    readonly Parameters?: Readonly<Record<string, unknown>>;
    readonly StorageDescriptor?: { readonly Columns?: readonly { readonly Name: string; readonly Type: string }[] };
  };
}

/** Columns of the table that a delivery stack keeps results in: the one of Parquet. */
export function readResultColumns(delivery: Stack | undefined): TableColumnPlan[] | undefined {
  for (const { Type, Properties } of Object.values(delivery?.template.Resources ?? {})) {
    const { Parameters, StorageDescriptor } = (Properties as Table | undefined)?.TableInput ?? {};
    if (Type === 'AWS::Glue::Table' && Parameters?.['classification'] === 'parquet')
      return (StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => ({ name: Name, type: Type }));
  }
  return undefined;
}
