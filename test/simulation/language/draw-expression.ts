import type { Random } from '../random';
import {
  arithmetic,
  chosen,
  coalesced,
  type Comparison,
  comparison,
  type Expr,
  isNull,
  joined,
  literal,
  logical,
  negated,
} from './expression';

/** What expressions may be made of, by type. */
export interface Columns {
  /** Numbers of a few binary digits: sums of them do not depend on their order. */
  readonly exact: readonly Expr[];
  readonly numbers: readonly Expr[];
  readonly texts: readonly Expr[];
  readonly booleans: readonly Expr[];
}

const COMPARISONS: readonly Comparison[] = ['=', '<>', '<', '<=', '>', '>='];

/** Draws expressions over some columns. Some divide by zero now and then. */
export class Expressions {
  constructor(
    private readonly random: Random,
    private readonly columns: Columns,
  ) {}

  /** Whether there is anything to compute numbers of. */
  get hasNumbers(): boolean {
    return this.columns.exact.length + this.columns.numbers.length > 0;
  }

  boolean(depth = 2): Expr {
    const { random, columns } = this;
    if (depth <= 0 || random.chance(0.4)) return this.condition();
    switch (random.pick(['and', 'or', 'not', 'null', 'column', 'numbers'] as const)) {
      case 'and':
        return logical('and', this.boolean(depth - 1), this.boolean(depth - 1));
      case 'or':
        return logical('or', this.boolean(depth - 1), this.boolean(depth - 1));
      case 'not':
        return negated(this.boolean(depth - 1));
      case 'null':
        return isNull(this.anything(), random.chance(0.5));
      case 'column':
        return columns.booleans.length > 0 ? random.pick(columns.booleans) : this.condition();
      case 'numbers':
        return comparison(random.pick(COMPARISONS), this.number(depth - 1), this.number(depth - 1));
    }
  }

  /** One that holds of some and not of others. */
  private condition(): Expr {
    const { random, columns } = this;
    if (columns.texts.length > 0 && random.chance(0.3))
      return comparison(random.pick(['=', '<>', '<', '>=']), random.pick(columns.texts), literal(this.someText()));
    return comparison(random.pick(['<', '<=', '>', '>=', '<>', '=']), this.number(1), this.someNumber());
  }

  number(depth = 2): Expr {
    const { random } = this;
    if (depth <= 0 || random.chance(0.3)) return this.numberColumn();
    switch (random.pick(['exact', 'divided', 'rest', 'times', 'case'] as const)) {
      case 'divided':
        return arithmetic('/', this.number(depth - 1), this.divisor());
      case 'rest':
        return arithmetic('%', this.number(depth - 1), literal(random.pick([2, 3, 5, 0.5])));
      case 'times':
        return arithmetic('*', this.number(depth - 1), this.number(depth - 1));
      case 'case':
        return this.choice(depth, () => this.number(depth - 1));
      case 'exact':
        return this.exact(depth);
    }
  }

  /** A number that sums of any order make the same of. */
  exact(depth = 2): Expr {
    const { random, columns } = this;
    const { exact } = columns.exact.length > 0 ? columns : { exact: [literal(1)] };
    if (depth <= 0 || random.chance(0.3)) return random.pick(exact);
    switch (random.pick(['+', '-', 'scaled', 'product', 'coalesce', 'case'] as const)) {
      case '+':
        return arithmetic('+', this.exact(depth - 1), this.exact(depth - 1));
      case '-':
        return arithmetic('-', this.exact(depth - 1), this.exact(depth - 1));
      case 'scaled':
        return arithmetic('*', this.exact(depth - 1), this.someNumber());
      case 'product':
        return arithmetic('*', random.pick(exact), random.pick(exact));
      case 'coalesce':
        return coalesced(this.exact(depth - 1), this.someNumber());
      case 'case':
        return this.choice(depth, () => this.exact(depth - 1));
    }
  }

  text(depth = 2): Expr {
    const { random, columns } = this;
    const kinds = columns.texts.length > 0 ? (['column', 'joined', 'coalesce', 'case'] as const) : (['case'] as const);
    switch (depth <= 0 && columns.texts.length > 0 ? 'column' : random.pick(kinds)) {
      case 'column':
        return random.pick(columns.texts);
      case 'joined':
        return joined(this.text(depth - 1), random.chance(0.5) ? literal('-') : random.pick(columns.texts));
      case 'coalesce':
        return coalesced(random.pick(columns.texts), literal(this.someText()));
      case 'case':
        return this.choice(depth, () => literal(this.someText()));
    }
  }

  private choice(depth: number, value: () => Expr): Expr {
    const condition = this.boolean(depth - 1);
    return chosen(condition, value(), this.random.chance(0.7) ? value() : undefined);
  }

  private anything(): Expr {
    const { exact, numbers, texts, booleans } = this.columns;
    const all = [...exact, ...numbers, ...texts, ...booleans];
    return all.length > 0 ? this.random.pick(all) : literal(1);
  }

  private numberColumn(): Expr {
    const { exact, numbers } = this.columns;
    return this.hasNumbers ? this.random.pick([...exact, ...numbers]) : this.someNumber();
  }

  /** Rarely zero. */
  private divisor(): Expr {
    const { random } = this;
    if (random.chance(0.5)) return literal(random.pick([2, 3, 4]));
    return random.chance(0.7) ? arithmetic('-', this.numberColumn(), this.someNumber()) : this.numberColumn();
  }

  private someNumber(): Expr {
    return literal(this.random.pick([0, 1, 2, 3, 4, 7, 10, 0.5, 0.25]));
  }

  private someText(): string {
    return this.random.pick(['a', 'a', 'b', 'k0', 'k1', "it's"]);
  }
}
