import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../../feeds/feed';
import { lockDataDir } from '../../local/services/lock';
import { BEGINNING, parsePosition, type PositionStore } from './position';

/** How far a feed has been put on a pipeline's stream, kept in a folder that one process has for itself. */
export class PositionFile implements PositionStore {
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
  try {
    return parsePosition(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return BEGINNING;
    throw error;
  }
}
