/** Lines told in a row, and the time after which more may be, ms. */
const LINES_MAX = 10;
const PERIOD_MS = 10_000;

/** Tells what happens, in lines, without a key and without a flood: of many lines at once the first, then how many more. */
export class Teller {
  private sinceMs = -Infinity;
  private told = 0;
  private untold = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly secrets: readonly string[],
    private readonly now: () => number,
  ) {}

  tell(line: string): void {
    if (this.now() - this.sinceMs >= PERIOD_MS) {
      this.tellUntold();
      this.sinceMs = this.now();
      this.told = 0;
    }
    if (this.told < LINES_MAX) this.onLine(this.clean(line));
    else this.untold += 1;
    this.told += 1;
  }

  /** At the end: how many lines were left out. */
  tellUntold(): void {
    if (this.untold > 0) this.onLine(`${this.untold} more lines left out`);
    this.untold = 0;
  }

  /** Keys are in nothing that we tell; should a source repeat one, it is cut out of its text. */
  clean(line: string): string {
    return this.secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '***')), line);
  }
}
