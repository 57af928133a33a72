import type { FieldPath } from '../engine/definition/field-path';

/** A value's JSON text, or an object's or an array's parts by step. */
type Part = string | Map<string | number, Part>;

/** One JSON object of values that are given one by one, each at its path. */
export class RowJson {
  private readonly root = new Map<string | number, Part>();

  set(path: FieldPath, json: string): void {
    let parent = this.root;
    for (const step of path.slice(0, -1)) {
      let part = parent.get(step);
      if (!(part instanceof Map)) parent.set(step, (part = new Map()));
      parent = part;
    }
    parent.set(path.at(-1)!, json);
  }

  toString(): string {
    return textOf(this.root);
  }
}

function textOf(part: Part): string {
  if (typeof part === 'string') return part;
  const places = [...part.keys()].filter(step => typeof step === 'number');
  if (places.length > 0)
    return `[${Array.from({ length: Math.max(...places) + 1 }, (_, i) => textOf(part.get(i) ?? 'null')).join()}]`;
  return `{${[...part].map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join()}}`;
}
