import type { Step, Test } from './regexp-program';

/** A pattern that this engine does not take: the message says what, and where. */
export class RegexpError extends Error {}

/** Adds the steps of a part of a pattern to a program. */
export type Node = (program: Step[]) => void;

/** Steps of a pattern once repetitions are written out. */
const STEPS_MAX = 2_000;

export const one = (test: Test): Node => step({ kind: 'character', test });
export const step =
  (step: Step): Node =>
  program =>
    push(program, step);
export const saved =
  (group: number, inside: Node): Node =>
  program => {
    push(program, { kind: 'save', place: 2 * group });
    inside(program);
    push(program, { kind: 'save', place: 2 * group + 1 });
  };

function push(program: Step[], step: Step): void {
  if (program.length === STEPS_MAX) throw new RegexpError(`regular expression: more than ${STEPS_MAX} steps`);
  program.push(step);
}

/** A split whose ways are set once the steps between are known. */
function split(program: Step[]): (isGreedy: boolean, inside: number, after: number) => void {
  const step: Step = { kind: 'split', first: 0, second: 0 };
  push(program, step);
  return (isGreedy, inside, after) => {
    step.first = isGreedy ? inside : after;
    step.second = isGreedy ? after : inside;
  };
}

/** A step that goes on at once: what is empty is a step too, so that no repetition of it is free. */
export const nothing: Node = program => {
  const goOn = split(program);
  goOn(true, program.length, program.length);
};

export const either =
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

export const loop =
  (atom: Node, isGreedy: boolean): Node =>
  program => {
    const start = program.length;
    const choose = split(program);
    atom(program);
    split(program)(true, start, start);
    choose(isGreedy, start + 1, program.length);
  };

export const optional =
  (atom: Node, times: number, isGreedy: boolean): Node =>
  program => {
    const choices: [(isGreedy: boolean, inside: number, after: number) => void, number][] = [];
    for (let i = 0; i < times; i++) {
      choices.push([split(program), program.length]);
      atom(program);
    }
    for (const [choose, inside] of choices) choose(isGreedy, inside, program.length);
  };
