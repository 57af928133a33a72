import type { Scalar } from '../values';

/** An expression as it was written, each part with its offset in the text. */
export type Syntax =
  ColumnSyntax | { readonly op: 'literal'; readonly value: Scalar | null; readonly at: number } | CallSyntax;

export interface ColumnSyntax {
  readonly op: 'column';
  readonly name: string;
  readonly at: number;
  /** Written in double quotes. */
  readonly isQuoted?: boolean;
}

export interface CallSyntax {
  readonly op: 'call';
  /** In lower case; of operators the symbol or keyword. */
  readonly fn: string;
  readonly args: readonly Syntax[];
  readonly at: number;
  /** `count(*)`. */
  readonly isStar?: boolean;
  readonly isDistinct?: boolean;
  readonly filter?: Syntax;
  /** `respect nulls` or `ignore nulls`, and where. */
  readonly nulls?: { readonly word: 'respect' | 'ignore'; readonly at: number };
}

/** How many parts a tree has, what stands in it twice counted twice. */
export function sizeOf(syntax: Syntax): number {
  if (syntax.op !== 'call') return 1;
  const inside = syntax.filter ? [...syntax.args, syntax.filter] : syntax.args;
  return inside.reduce((size, each) => size + sizeOf(each), 1);
}
