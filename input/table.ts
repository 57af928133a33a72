import { InputError } from './input-error';
import { reject } from './input-event';
import type { Emit } from './reader';
import { planRows, type RowPlan, type RowPlanOptions } from './row-plan';

export interface TableOptions extends Omit<RowPlanOptions, 'columns'> {
  /** The columns' names; absent: the first row has them. */
  readonly columns?: readonly string[] | undefined;
}

/** A row as it stands in the file. */
export interface RowSource {
  /** Of its first line. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** Rows under a header. */
export class Table {
  private plan: RowPlan | undefined;

  constructor(private readonly options: TableOptions) {
    const { columns } = options;
    if (columns) this.plan = planRows({ ...options, columns });
  }

  get isHeaderDue(): boolean {
    return this.plan === undefined;
  }

  /** A row of the wrong length is rejected: which cell is which is not known. Rows of blank cells do not count. */
  row({ number, bytes }: RowSource, cells: readonly string[], emit: Emit): void {
    const { plan } = this;
    if (!plan) return this.header(cells);
    if (cells.length !== plan.columns) {
      const wrong = wrongLength(plan, cells);
      if (wrong !== undefined) return emit(reject(number, bytes, wrong));
    }
    if (cells[0]!.trim() === '' && cells.every(isBlank)) return;
    emit(plan.event(number, cells));
  }

  private header(cells: readonly string[]): void {
    if (/^#(Fields|Version|Software|Date):/.test(cells[0]!))
      throw new InputError(
        `${this.options.name}: is an extended log (#Fields): give its lines without those that begin with #, and --columns`,
      );
    this.plan = planRows({ ...this.options, columns: cells.map(cell => cell.trim()) });
  }
}

function wrongLength({ columns, requiredFrom }: RowPlan, cells: readonly string[]): string | undefined {
  const counts = `${cells.length} cell${cells.length === 1 ? '' : 's'} under ${columns} columns`;
  if (cells.length > columns) return cells.slice(columns).every(isBlank) ? undefined : counts;
  const lacking = requiredFrom(cells.length);
  return lacking.length === 0 ? undefined : `${counts}: no ${lacking.join(', ')}`;
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
}
