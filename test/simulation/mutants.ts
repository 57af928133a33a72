import { COMMIT_RULES } from './commit-mutants';
import { WATERMARK_RULES } from './epoch-mutants';
import { FINALIZE_RULES } from './finalize-mutants';
import { INPUT_MISTAKES } from './input-mutants';
import { KEEP_MISTAKES } from './keep-mutants';
import { LOOKUP_MISTAKES } from './lookup-mutants';
import type { Mutant } from './mutant';
import { OTHER_MISTAKES } from './other-mutants';
import { OVER_MISTAKES } from './over-mutants';
import { PLAN_MISTAKES } from './plan-mutants';
import { RESULT_MISTAKES } from './result-mutants';
import { STATE_MISTAKES } from './state-mutants';
import { STREAM_MISTAKES } from './stream-mutants';
import { WINDOW_MISTAKES } from './window-mutants';

/** All that the simulation must notice. */
export const MUTANTS: readonly Mutant[] = [
  ...COMMIT_RULES,
  ...WATERMARK_RULES,
  ...FINALIZE_RULES,
  ...OTHER_MISTAKES,
  ...INPUT_MISTAKES,
  ...PLAN_MISTAKES,
  ...STATE_MISTAKES,
  ...RESULT_MISTAKES,
  ...OVER_MISTAKES,
  ...WINDOW_MISTAKES,
  ...KEEP_MISTAKES,
  ...LOOKUP_MISTAKES,
  ...STREAM_MISTAKES,
];
