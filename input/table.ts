import type { Pipeline } from '../engine/definition/pipeline';
import { planRows, type Rename, type RowPlan } from './row-plan';
import type { Emit } from './reader';

export interface TableOptions {
  readonly pipeline: Pipeline;
  /** The columns' names; absent: the first row has them. */
  readonly columns?: readonly string[] | undefined;
  readonly rename: Rename;
  /** How error messages call the input. */
  readonly name: string;
}

/** Rows under a header. */
export class Table {
  private plan: RowPlan | undefined;

  constructor(private readonly options: TableOptions) {
    if (options.columns) this.plan = this.planFor(options.columns);
  }

  get isHeaderDue(): boolean {
    return this.plan === undefined;
  }

  row(line: number, cells: readonly string[], emit: Emit): void {
    if (this.plan) emit(this.plan(line, cells));
    else this.plan = this.planFor(cells.map(cell => cell.trim()));
  }

  private planFor(columns: readonly string[]): RowPlan {
    const { pipeline, rename, name } = this.options;
    return planRows(pipeline, columns, rename, name);
  }
}
