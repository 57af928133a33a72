import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../../feeds/feed';
import { isMessage } from '../../feeds/message';
import { lockDataDir } from '../../local/services/lock';
import { UserError } from '../user-error';

/** Where a run without a data folder begins. */
export const BEGINNING: Position = { numbers: {} };

/** How far a feed has been put on a pipeline's stream, kept in a folder that one process has for itself. */
export class PositionFile {
  private constructor(
    private readonly path: string,
    readonly position: Position,
    readonly close: () => Promise<void>,
  ) {}

  /**
   * @param name of pipeline and feed.
   * @throws LocalError when another process has it, UserError when it cannot be read.
   */
  static async open(dataDir: string, name: string): Promise<PositionFile> {
    const folder = join(dataDir, 'feeds', name);
    const unlock = await lockDataDir(folder);
    const path = join(folder, 'position.json');
    try {
      return new PositionFile(path, read(path), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** The file is replaced whole: a process that is killed leaves this position or the one before. */
  save(position: Position): void {
    writeFileSync(`${this.path}.new`, JSON.stringify(position));
    renameSync(`${this.path}.new`, this.path);
  }
}

function read(path: string): Position {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return BEGINNING;
    throw error;
  }
  try {
    const { numbers, lastEventId, atMs } = JSON.parse(text) as Partial<Position>;
    const isRead =
      isMessage(numbers) &&
      Object.values(numbers).every(Number.isSafeInteger) &&
      ['string', 'undefined'].includes(typeof lastEventId) &&
      ['number', 'undefined'].includes(typeof atMs);
    if (isRead) return { numbers: numbers as Position['numbers'], lastEventId, atMs };
  } catch {
    // no JSON: said below
  }
  throw new UserError(`${path}: not the position of a feed: delete it to begin anew, without what was missed`);
}
