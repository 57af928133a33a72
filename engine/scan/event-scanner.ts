import { isUtf8 } from 'node:buffer';
import { envelopePathOf, pathOf } from '../definition/field-path';
import type { Field } from '../definition/fields';
import * as b from './bytes';
import type { EventText } from './event-text';
import { Names } from './names';
import { PathTree } from './path-tree';
import { Shapes } from './shapes';
import { Skipper } from './skip-value';
import { ABSENT, NULL, type Slots } from './slots';
import { type ReadAt, valueReaders } from './value-readers';

/** A value that fields are read from, one of an object's names or an array's places: a field's number, or such a value. */
type Branch = number | Parent;

interface Parent {
  /** Undefined where no field is read from an object here. The names' numbers are those of `byName`. */
  readonly names: Names | undefined;
  readonly byName: readonly Branch[];
  /** By place; undefined between those that are read. */
  readonly byPlace: readonly (Branch | undefined)[];
  /** The last event, by number, in which it was met. */
  metIn: number;
}

/**
 * Reads one event of a schema from its bytes into slots, without building an object. It is strict: what it accepts,
 * JSON.parse and the schema accept too, with the same values. What it does not accept may be right all the same (text with
 * escapes, exponents, numbers of more than 15 digits, a name that comes twice); then the plain way decides.
 */
export class EventScanner {
  private readonly readers: readonly ReadAt[];
  private readonly required: readonly number[];
  private readonly skipper: Skipper;
  private readonly root: Parent;
  private readonly shapes: Shapes;
  /** Number of the event that is being read. */
  private event = 0;

  constructor(
    fields: Readonly<Record<string, Field>>,
    private readonly text: EventText,
    private readonly slots: Slots,
  ) {
    const all = Object.values(fields);
    const paths = Object.entries(fields).map(([name, field]) =>
      envelopePathOf(name, field) ? undefined : pathOf(name, field),
    );
    this.readers = valueReaders(all, text, slots);
    this.required = all.flatMap((field, i) => (field.isOptional || !paths[i] ? [] : [i]));
    this.skipper = new Skipper(text);
    this.root = this.parentOf(PathTree.of(paths));
    this.shapes = new Shapes(text, {
      slots,
      readers: this.readers,
      takesText: all.map(({ kind }) => kind === 'string'),
      words: () => text.words,
      skip: at => this.skipper.value(at),
      skipRest: at => this.skipper.restOfArray(at),
    });
  }

  private parentOf({ byName, byPlace }: PathTree): Parent {
    const branchOf = (tree: number | PathTree | undefined): Branch | undefined =>
      tree instanceof PathTree ? this.parentOf(tree) : tree;
    const places = Math.max(-1, ...byPlace.keys()) + 1;
    return {
      names: byName.size > 0 ? new Names(this.text, this.skipper, [...byName.keys()]) : undefined,
      byName: [...byName.values()].map(tree => branchOf(tree)!),
      byPlace: Array.from({ length: places }, (_, place) => branchOf(byPlace.get(place))),
      metIn: 0,
    };
  }

  /** Fills the slots from the event at `start`; the place behind its closing brace, or -1 when the plain way must decide. */
  scan(start: number): number {
    this.slots.isAscii = true;
    this.skipper.isAscii = true;
    const known = this.shapes.read(start);
    const end = known < 0 ? this.anyShape(start) : known;
    if (end < 0) return -1;
    if (!this.slots.isAscii || !this.skipper.isAscii) {
      this.slots.isAscii = false;
      if (!isUtf8(this.text.slice(start, end))) return -1;
    }
    if (known < 0) this.shapes.end(end);
    return end;
  }

  private anyShape(start: number): number {
    for (let i = 0; i < this.readers.length; i++) this.slots.kinds[i] = ABSENT;
    this.event++;
    this.shapes.begin(start);
    const at = b.skipSpace(this.text.bytes, start);
    if (this.text.bytes[at] !== b.OPEN_BRACE || !this.root.names) return -1;
    const end = this.object(this.root, at + 1);
    if (end < 0) return -1;
    for (let i = 0; i < this.required.length; i++) if (this.slots.kinds[this.required[i]!]! <= NULL) return -1;
    return end;
  }

  /** From behind the opening brace. */
  private object({ names, byName }: Parent, start: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    if (bytes[at] === b.CLOSE_BRACE) return at + 1;
    for (let previous = -1; ;) {
      const name = names!.find(at, previous);
      if (name < 0) return -1;
      at = this.branch(byName[name], b.skipSpace(bytes, names!.valueAt));
      if (at < 0) return -1;
      at = b.skipSpace(bytes, at);
      if (bytes[at] !== b.COMMA) return bytes[at] === b.CLOSE_BRACE ? at + 1 : -1;
      at = b.skipSpace(bytes, at + 1);
      previous = name;
    }
  }

  /** From behind the opening bracket. */
  private array({ byPlace }: Parent, start: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    if (bytes[at] === b.CLOSE_BRACKET) return at + 1;
    for (let place = 0; ; place++) {
      at = this.branch(byPlace[place], at);
      if (at < 0) return -1;
      if (place === byPlace.length - 1) return this.restOfArray(at);
      at = b.skipSpace(bytes, at);
      if (bytes[at] !== b.COMMA) return bytes[at] === b.CLOSE_BRACKET ? at + 1 : -1;
      at = b.skipSpace(bytes, at + 1);
    }
  }

  private restOfArray(at: number): number {
    const end = this.skipper.restOfArray(at);
    if (end < 0) return -1;
    this.shapes.rest(at, end);
    return end + 1;
  }

  /** Reads the value at a place for whoever is to have it; the place behind it, or -1. */
  private branch(branch: Branch | undefined, at: number): number {
    if (typeof branch === 'object') return this.parent(branch, at);
    if (branch === undefined) {
      const end = this.skipper.value(at);
      this.shapes.skipped(at, end);
      return end;
    }
    if (this.slots.kinds[branch] !== ABSENT) return -1;
    const end = this.readers[branch]!(at);
    this.shapes.value(branch, at, end);
    return end;
  }

  private parent(parent: Parent, at: number): number {
    if (parent.metIn === this.event) return -1;
    parent.metIn = this.event;
    const { bytes, words } = this.text;
    if (bytes[at] === b.OPEN_BRACE && parent.names) return this.object(parent, at + 1);
    if (bytes[at] === b.OPEN_BRACKET && parent.byPlace.length > 0) return this.array(parent, at + 1);
    // Null is one of the bytes between values; what else is here may be anything the next time.
    if (words.getInt32(at, true) === b.NULL_WORD) return at + 4;
    this.shapes.abandon();
    return this.skipper.value(at);
  }
}
