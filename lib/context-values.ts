import { refuseUnknownKeys } from '../engine/definition/known-keys';
import { showValue } from '../engine/definition/show-value';

/** Context values that cannot be used: one line for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Of the CDK's own names the few that look like ours: its command line writes them into context files. */
const NAMES_OF_THE_CDK = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** Context values by name; what comes from the command line is text. What is wrong is gathered for `finish`. */
export class ContextValues {
  private readonly problems: string[] = [];
  private readonly asked = new Set<string>();

  constructor(private readonly context: Readonly<Record<string, unknown>>) {}

  /** @throws SettingsError with every value that was asked for and is wrong, and every name of ours that was not asked for. */
  finish(): void {
    const ours = Object.entries(this.context).filter(([name]) => !isForeign(name));
    refuseUnknownKeys(Object.fromEntries(ours), [...this.asked], '', text => this.problems.push(`context ${text}`));
    if (this.problems.length > 0) throw new SettingsError(this.problems.join('\n'));
  }

  list(name: string, byDefault: readonly string[]): readonly string[] {
    const value = this.valueOf(name);
    if (value === undefined) return byDefault;
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!texts.every(text => typeof text === 'string')) this.wrong(name, 'names separated by commas');
    const names = texts.flatMap(text => String(text).split(',')).map(each => each.trim());
    const given = names.filter(each => each !== '');
    if (given.length === 0) this.problems.push(`context ${name}: name at least one`);
    return given;
  }

  flag(name: string, byDefault = false): boolean {
    const value = this.valueOf(name) ?? byDefault;
    if (value === true || value === 'true') return true;
    if (value !== false && value !== 'false') this.wrong(name, 'true or false');
    return false;
  }

  /** @param max inclusive, the least being 1. */
  count(name: string, max: number): number | undefined {
    const value = this.valueOf(name);
    if (value === undefined) return undefined;
    const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
    const number = isNumber ? Number(value) : NaN;
    if (Number.isInteger(number) && number >= 1 && number <= max) return number;
    return this.wrong(name, `a whole number from 1 to ${max}`);
  }

  /** Text that `accepts` does not refuse. @param expected what it should be, for the message. */
  text(name: string, expected: string, accepts: (text: string) => boolean): string | undefined {
    const value = this.valueOf(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && accepts(value)) return value;
    return this.wrong(name, expected);
  }

  /** A value of a kind of its own. @param problem takes what is wrong, one line. */
  other<T>(name: string, read: (value: unknown, problem: (text: string) => undefined) => T): T {
    return read(this.valueOf(name), text => void this.problems.push(`context ${name}: ${text}`));
  }

  private valueOf(name: string): unknown {
    this.asked.add(name);
    return this.context[name];
  }

  private wrong(name: string, expected: string): undefined {
    this.problems.push(`context ${name}: expected ${expected}: ${showValue(this.context[name])}`);
  }
}

/** The CDK's flags and cached look-ups have names such as `@aws-cdk/core:x`, `aws:cdk:x` and `vpc-provider:x`. */
function isForeign(name: string): boolean {
  return /[@:/]/.test(name) || NAMES_OF_THE_CDK.includes(name);
}
