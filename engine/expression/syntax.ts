import type { Scalar } from '../values';

/** An expression as it was written, each part with its offset in the text. */
export type Syntax =
  | ColumnSyntax
  | { readonly op: 'literal'; readonly value: Scalar | null; readonly at: number }
  | CallSyntax
  | LookupSyntax;

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

/** A name in an expression's text, and its offset. */
export interface NameAt {
  readonly name: string;
  readonly at: number;
}

/** `lookup(campaigns, ad_id).campaign_id`. */
export interface LookupSyntax {
  readonly op: 'lookup';
  readonly table: NameAt;
  readonly key: Syntax;
  readonly column: NameAt;
  readonly at: number;
}

/** The parts that a tree's root is made of. */
export function partsOf(syntax: Syntax): readonly Syntax[] {
  if (syntax.op === 'lookup') return [syntax.key];
  if (syntax.op !== 'call') return [];
  return syntax.filter ? [...syntax.args, syntax.filter] : syntax.args;
}

/** How many parts a tree has, what stands in it twice counted twice. */
export function sizeOf(syntax: Syntax): number {
  return partsOf(syntax).reduce((size, each) => size + sizeOf(each), 1);
}
