import type { FieldPath } from '../definition/field-path';

/** What a step leads to: a field's number, or a value that holds more. */
export type Branch = number | PathTree;

/** The places that fields are read from, as a tree: an object's names, an array's places, or both. */
export class PathTree {
  /** In order of the fields. */
  readonly byName = new Map<string, Branch>();
  readonly byPlace = new Map<number, Branch>();

  /** By number of the field, without those that are not in the event. No path is the beginning of another: definitions are checked for that. */
  static of(paths: readonly (FieldPath | undefined)[]): PathTree {
    const root = new PathTree();
    paths.forEach((path, field) => path && root.add(path, field));
    return root;
  }

  private add([step, ...rest]: FieldPath, field: number): void {
    if (rest.length === 0) return this.set(step!, field);
    const known = this.get(step!);
    const below = known instanceof PathTree ? known : new PathTree();
    this.set(step!, below);
    below.add(rest, field);
  }

  private get(step: string | number): Branch | undefined {
    return typeof step === 'string' ? this.byName.get(step) : this.byPlace.get(step);
  }

  private set(step: string | number, branch: Branch): void {
    if (typeof step === 'string') this.byName.set(step, branch);
    else this.byPlace.set(step, branch);
  }
}
