import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Size at which a log is put aside, bytes; one older log is kept. */
const LOG_BYTES_MAX = 8 * 1024 * 1024;

/** A log of bounded size. */
export class LogFile {
  #sizeBytes: number;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  append(line: string): void {
    const text = `${line}\n`;
    if (this.#sizeBytes + text.length > LOG_BYTES_MAX) {
      if (this.#sizeBytes > 0) renameSync(this.path, `${this.path}.1`);
      this.#sizeBytes = 0;
    }
    appendFileSync(this.path, text);
    this.#sizeBytes += text.length;
  }
}
