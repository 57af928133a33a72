import { quoted } from '../../text/quoted';
import { either, loop, type Node, nothing, one, optional, RegexpError, saved, step } from './regexp-steps';
import { isWord, run, type Step, type Test } from './regexp-program';

/** Groups of the leftmost match, the whole match first; null where nothing matches. */
export type Matcher = (text: string) => (string | undefined)[] | null;

/** Longest pattern, characters. */
const PATTERN_MAX = 1_000;
const REPEATS_MAX = 1_000;
/** Groups in each other. */
const DEPTH_MAX = 50;

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
  private depth = 0;
  private readonly characters: readonly string[];

  constructor(pattern: string) {
    if (pattern.length > PATTERN_MAX)
      throw new RegexpError(`regular expression: ${pattern.length} characters are more than ${PATTERN_MAX}`);
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
    return parts.length === 0 ? nothing : program => parts.forEach(part => part(program));
  }

  private repeated(atom: Node): Node {
    const range = this.range();
    if (!range) return atom;
    const isGreedy = this.next !== '?';
    if (!isGreedy) this.at++;
    const [least, most] = range;
    return program => {
      for (let i = 0; i < least; i++) atom(program);
      if (most === Infinity) loop(atom, isGreedy)(program);
      else optional(atom, most - least, isGreedy)(program);
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
    if ('*+?{'.includes(character)) throw this.problem(`nothing to repeat by ${character}`);
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
    if (++this.depth > DEPTH_MAX) throw this.problem(`groups more than ${DEPTH_MAX} deep`);
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
    this.depth--;
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
    if (from === '[' && ':.='.includes(this.characters[this.at + 1] ?? ' '))
      throw this.problem('named classes are not known; write \\d, \\w, \\s or a range');
    this.at++;
    if (from === '\\') return this.escaped();
    const isRange =
      this.next === '-' && this.characters[this.at + 1] !== ']' && this.characters[this.at + 1] !== undefined;
    if (!isRange) return equalTo(from.codePointAt(0)!);
    const to = this.characters[this.at + 1]!;
    const [low, high] = [from.codePointAt(0)!, to.codePointAt(0)!];
    if (to === '\\' || low > high) throw this.problem(`no range from ${quoted(from)} to ${quoted(to)}`);
    this.at += 2;
    return c => c >= low && c <= high;
  }
}

const equalTo =
  (wanted: number): Test =>
  c =>
    c === wanted;
