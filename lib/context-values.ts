/** A context value that cannot be used. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Context values by name; what comes from the command line is text. All throw SettingsError naming the value that is wrong. */
export class ContextValues {
  constructor(private readonly valueOf: (name: string) => unknown) {}

  list(name: string, byDefault: string): string[] {
    const names = String(this.valueOf(name) ?? byDefault)
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== '');
    if (names.length === 0) throw new SettingsError(`context ${name}: name at least one`);
    return names;
  }

  flag(name: string, byDefault = false): boolean {
    const value = this.valueOf(name) ?? byDefault;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw this.wrong(name, 'true or false');
  }

  /** @param max inclusive, the least being 1. */
  count(name: string, max: number): number | undefined {
    const value = this.valueOf(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1 && number <= max) return number;
    throw this.wrong(name, `a whole number from 1 to ${max}`);
  }

  /** Text that `accepts` does not refuse. @param expected what it should be, for the message. */
  text(name: string, expected: string, accepts: (text: string) => boolean): string | undefined {
    const value = this.valueOf(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && accepts(value)) return value;
    throw this.wrong(name, expected);
  }

  private wrong(name: string, expected: string): SettingsError {
    return new SettingsError(`context ${name}: expected ${expected}: ${JSON.stringify(this.valueOf(name))}`);
  }
}
