/** A pattern that this engine does not take: the message says what, and where. */
export class RegexpError extends Error {}

/** Groups of the leftmost match, the whole match first; null where nothing matches. */
export type Matcher = (text: string) => (string | undefined)[] | null;

/** Steps of a pattern once repetitions are written out. */
const STEPS_MAX = 2_000;
const REPEATS_MAX = 1_000;

type Test = (character: number) => boolean;
type Step =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'start' | 'end' | 'word' | 'noWord' | 'match' }
  | { readonly kind: 'save'; readonly place: number }
  | { readonly kind: 'split'; first: number; second: number };

type Node = (program: Step[]) => void;

const isWord: Test = c => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
const isDigit: Test = c => c >= 48 && c <= 57;
const isBlank: Test = c =>
  c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029;
const CLASSES: Readonly<Record<string, Test>> = { w: isWord, d: isDigit, s: isBlank };
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 };

/**
 * Compiles a regular expression into a matcher whose time is linear in the text: all ways are followed at once (Thompson's
 * simulation with captures, R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009). It takes literals, `.`,
 * classes, `\d \w \s \b`, groups, `|`, anchors and repetitions, greedy and not; no back references and no look-around.
 *
 * @throws RegexpError
 */
export function compileRegexp(pattern: string): Matcher {
  const parser = new PatternParser(pattern);
  const program: Step[] = [];
  parser.whole()(program);
  program.push({ kind: 'match' });
  return text => run(program, 2 * parser.groups, text);
}

class PatternParser {
  groups = 1;
  private at = 0;
  private readonly characters: readonly string[];

  constructor(pattern: string) {
    this.characters = [...pattern];
  }

  whole(): Node {
    const inside = this.alternatives();
    if (this.at < this.characters.length) throw this.problem('unexpected )');
    return saved(0, inside);
  }

  private get next(): string | undefined {
    return this.characters[this.at];
  }

  private problem(what: string): RegexpError {
    return new RegexpError(`regular expression: ${what} (character ${this.at + 1})`);
  }

  private alternatives(): Node {
    const branches = [this.sequence()];
    while (this.next === '|') {
      this.at++;
      branches.push(this.sequence());
    }
    return branches.reduceRight((rest, branch) => either(branch, rest));
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.next !== undefined && this.next !== '|' && this.next !== ')') parts.push(this.repeated(this.atom()));
    return program => parts.forEach(part => part(program));
  }

  private repeated(atom: Node): Node {
    const range = this.range();
    if (!range) return atom;
    const isGreedy = this.next !== '?';
    if (!isGreedy) this.at++;
    if (this.next === '*' || this.next === '+' || this.next === '?') throw this.problem('nothing to repeat');
    const [least, most] = range;
    return program => {
      for (let i = 0; i < least; i++) atom(program);
      if (most === Infinity) loop(atom, isGreedy)(program);
      else optional(atom, most - least, isGreedy)(program);
      if (program.length > STEPS_MAX) throw new RegexpError(`regular expression: more than ${STEPS_MAX} steps`);
    };
  }

  private range(): [number, number] | undefined {
    const one = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[this.next ?? ''] as
      [number, number] | undefined;
    if (one) {
      this.at++;
      return one;
    }
    if (this.next !== '{') return undefined;
    const found = /^\{(\d+)(,(\d*))?\}/.exec(this.characters.slice(this.at, this.at + 16).join(''));
    if (!found) throw this.problem('{ stands for itself only as \\{');
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === '' ? Infinity : Number(found[3]);
    if (least > most || least > REPEATS_MAX || (most > REPEATS_MAX && most !== Infinity))
      throw this.problem(`a repetition is at most {0,${REPEATS_MAX}}`);
    this.at += found[0].length;
    return [least, most];
  }

  private atom(): Node {
    const character = this.next!;
    if (character === '*' || character === '+' || character === '?') throw this.problem('nothing to repeat');
    this.at++;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return one(this.set());
      case '.':
        return one(c => c !== 10 && c !== 13 && c !== 0x2028 && c !== 0x2029);
      case '^':
        return step({ kind: 'start' });
      case '$':
        return step({ kind: 'end' });
      case '\\':
        return this.escape();
      default:
        return one(equalTo(character.codePointAt(0)!));
    }
  }

  private group(): Node {
    if (this.next === '?') {
      if (this.characters[this.at + 1] !== ':') throw this.problem('only groups ( ) and (?: ) are known');
      this.at += 2;
      const inside = this.alternatives();
      this.close();
      return inside;
    }
    const number = this.groups++;
    const inside = this.alternatives();
    this.close();
    return saved(number, inside);
  }

  private close(): void {
    if (this.next !== ')') throw this.problem('a group is not closed');
    this.at++;
  }

  private escape(): Node {
    const character = this.next;
    if (character === 'b' || character === 'B') {
      this.at++;
      return step({ kind: character === 'b' ? 'word' : 'noWord' });
    }
    return one(this.escaped());
  }

  /** What a backslash stands for, in a class or outside of one. */
  private escaped(): Test {
    const character = this.next;
    if (character === undefined) throw this.problem('it ends with a backslash');
    this.at++;
    const known = CLASSES[character.toLowerCase()];
    if (known) return character === character.toLowerCase() ? known : c => !known(c);
    if (Object.hasOwn(CONTROLS, character)) return equalTo(CONTROLS[character]!);
    if (/[A-Za-z0-9]/.test(character)) throw this.problem(`\\${character} is not known`);
    return equalTo(character.codePointAt(0)!);
  }

  private set(): Test {
    const isNegated = this.next === '^';
    if (isNegated) this.at++;
    const tests: Test[] = [];
    for (let isFirst = true; this.next !== ']' || isFirst; isFirst = false) {
      if (this.next === undefined) throw this.problem('a class is not closed');
      tests.push(this.setItem());
    }
    this.at++;
    const has: Test = c => tests.some(test => test(c));
    return isNegated ? c => !has(c) : has;
  }

  private setItem(): Test {
    const from = this.next!;
    this.at++;
    if (from === '\\') return this.escaped();
    const isRange =
      this.next === '-' && this.characters[this.at + 1] !== ']' && this.characters[this.at + 1] !== undefined;
    if (!isRange) return equalTo(from.codePointAt(0)!);
    const to = this.characters[this.at + 1]!;
    const [low, high] = [from.codePointAt(0)!, to.codePointAt(0)!];
    if (to === '\\' || low > high) throw this.problem(`no range from ${from} to ${to}`);
    this.at += 2;
    return c => c >= low && c <= high;
  }
}

const equalTo =
  (wanted: number): Test =>
  c =>
    c === wanted;
const one = (test: Test): Node => step({ kind: 'character', test });
const step =
  (step: Step): Node =>
  program =>
    void program.push(step);
const saved =
  (group: number, inside: Node): Node =>
  program => {
    program.push({ kind: 'save', place: 2 * group });
    inside(program);
    program.push({ kind: 'save', place: 2 * group + 1 });
  };

/** A split whose ways are set once the steps between are known. */
function split(program: Step[]): (isGreedy: boolean, inside: number, after: number) => void {
  const step: Step = { kind: 'split', first: 0, second: 0 };
  program.push(step);
  return (isGreedy, inside, after) => {
    step.first = isGreedy ? inside : after;
    step.second = isGreedy ? after : inside;
  };
}

const either =
  (a: Node, b: Node): Node =>
  program => {
    const choose = split(program);
    const first = program.length;
    a(program);
    const leave = split(program);
    choose(true, first, program.length);
    b(program);
    leave(true, program.length, program.length);
  };

const loop =
  (atom: Node, isGreedy: boolean): Node =>
  program => {
    const start = program.length;
    const choose = split(program);
    atom(program);
    split(program)(true, start, start);
    choose(isGreedy, start + 1, program.length);
  };

const optional =
  (atom: Node, times: number, isGreedy: boolean): Node =>
  program => {
    const choices: [(isGreedy: boolean, inside: number, after: number) => void, number][] = [];
    for (let i = 0; i < times; i++) {
      choices.push([split(program), program.length]);
      atom(program);
    }
    for (const [choose, inside] of choices) choose(isGreedy, inside, program.length);
  };

interface Thread {
  readonly at: number;
  readonly saves: readonly number[];
}

function run(program: readonly Step[], places: number, text: string): (string | undefined)[] | null {
  const characters = [...text];
  const codes = characters.map(character => character.codePointAt(0)!);
  const none: readonly number[] = new Array<number>(places).fill(-1);
  let threads: Thread[] = [];
  let found: readonly number[] | undefined;
  for (let at = 0; at <= codes.length; at++) {
    const seen = new Uint8Array(program.length);
    const waiting: Thread[] = [];
    const follow = (thread: Thread): void => followed(program, codes, at, thread, seen, waiting);
    threads.forEach(follow);
    if (!found) follow({ at: 0, saves: none });
    threads = [];
    for (const { at: place, saves } of waiting) {
      const step = program[place]!;
      if (step.kind === 'match') {
        found = saves;
        break;
      }
      if (step.kind === 'character' && at < codes.length && step.test(codes[at]!))
        threads.push({ at: place + 1, saves });
    }
    if (found && threads.length === 0) break;
  }
  if (!found) return null;
  const saves = found;
  return Array.from({ length: places / 2 }, (_, group) =>
    saves[2 * group]! < 0 ? undefined : characters.slice(saves[2 * group], saves[2 * group + 1]).join(''),
  );
}

/** The steps that wait for a character, or have matched, in order of preference; each once. */
function followed(
  program: readonly Step[],
  codes: readonly number[],
  at: number,
  from: Thread,
  seen: Uint8Array,
  waiting: Thread[],
): void {
  const left: Thread[] = [from];
  for (let thread = left.pop(); thread; thread = left.pop()) {
    const { at: place, saves } = thread;
    if (seen[place]) continue;
    seen[place] = 1;
    const step = program[place]!;
    switch (step.kind) {
      case 'character':
      case 'match':
        waiting.push(thread);
        break;
      case 'split':
        left.push({ at: step.second, saves }, { at: step.first, saves });
        break;
      case 'save':
        left.push({ at: place + 1, saves: saves.with(step.place, at) });
        break;
      default:
        if (holds(step.kind, codes, at)) left.push({ at: place + 1, saves });
    }
  }
}

function holds(kind: 'start' | 'end' | 'word' | 'noWord', codes: readonly number[], at: number): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'end') return at === codes.length;
  const isEdge = (at > 0 && isWord(codes[at - 1]!)) !== (at < codes.length && isWord(codes[at]!));
  return isEdge === (kind === 'word');
}
