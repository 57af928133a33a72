/** Whether a character, by its code point, is one of a class. */
export type Test = (character: number) => boolean;

/** A step of a compiled pattern; a split goes on at both of its places, the first preferred. */
export type Step =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'start' | 'end' | 'word' | 'noWord' | 'match' }
  | { readonly kind: 'save'; readonly place: number }
  | { readonly kind: 'split'; first: number; second: number };

export const isWord: Test = c => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);

interface Thread {
  readonly at: number;
  readonly saves: readonly number[];
}

/** Groups of the leftmost match: `places` are two for each group, where it begins and where it ends. */
export function run(program: readonly Step[], places: number, text: string): (string | undefined)[] | null {
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
      case 'start':
      case 'end':
      case 'word':
      case 'noWord':
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
