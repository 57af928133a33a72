/** One line on stderr that is written over, where stderr is a terminal; nothing elsewhere. */
export class Progress {
  private readonly isShown = process.stderr.isTTY === true;
  private shownAtMs = 0;

  show(text: string, nowMs: number): void {
    if (!this.isShown || nowMs - this.shownAtMs < 200) return;
    this.shownAtMs = nowMs;
    process.stderr.write(`\r\x1b[K${text}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\x1b[K');
  }
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
