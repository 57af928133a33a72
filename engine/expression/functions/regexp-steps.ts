import type { Step, Test } from './regexp-program';

/** Adds the steps of a part of a pattern to a program. */
export type Node = (program: Step[]) => void;

export const one = (test: Test): Node => step({ kind: 'character', test });
export const step =
  (step: Step): Node =>
  program =>
    void program.push(step);
export const saved =
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
