import { mutant, type Mutant } from './mutant';

/** Rules W1-W5 switched off. */
export const WATERMARK_RULES: readonly Mutant[] = [
  mutant(
    'W1-follows-the-shards-back',
    28,
    'epoch/cut-epoch.ts',
    'watermarkMs: later(previous.watermarkMs,',
    'watermarkMs: ((_: unknown, ms: number | null) => ms ?? previous.watermarkMs)(0,',
  ),
  mutant(
    'W1-maximum-of-the-shards',
    11,
    'epoch/cut-epoch.ts',
    'Math.min(...(values as number[]))',
    'Math.max(...(values as number[]))',
  ),
  mutant(
    'W2-only-listed-shards',
    22,
    'epoch/survey-shards.ts',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId));',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId) && false);',
  ),
  mutant(
    'W2-notes-no-shard',
    821816,
    'commit/put-commit.ts',
    'if (progress.from === BEGIN) await noteShard(deps.state, progress.shardId);',
    'void [BEGIN, noteShard];',
  ),
  mutant(
    'W2-child-holds-nothing',
    7,
    'epoch/cut-epoch.ts',
    'values.length === 0 || values.includes(null) ? null : Math.min(...(values as number[]))',
    'values.every(value => value === null) ? null : Math.min(...(values.filter(value => value !== null) as number[]))',
  ),
  mutant(
    'W2-leaves-when-caught-up',
    5,
    'epoch/cut-epoch.ts',
    'looks.filter(look => look.ended)',
    'looks.filter(look => look.caughtUp)',
  ),
  mutant(
    'W3-empty-read-is-the-end',
    3,
    'epoch/probe.ts',
    'if (records.length === 0 && millisBehindLatest === 0)',
    'if (records.length === 0)',
  ),
  mutant(
    'W3-silence-is-idleness',
    3,
    'epoch/survey-shards.ts',
    'idle: (onlyGarbage && isSilent) || ended,',
    'idle: isSilent || ended,',
  ),
  mutant(
    'W3-failing-read-is-idleness',
    40,
    'epoch/survey-shards.ts',
    'if (isShardGone(error)) return',
    'if (isShardGone(error) || error) return',
  ),
  mutant(
    'W4-lets-the-future-in',
    5,
    'commit/fold-event.ts',
    'eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs',
    'eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs + Infinity',
  ),
  mutant(
    'W5-flush-moves-the-watermark',
    188,
    'epoch/cut-epoch.ts',
    'const reachedMs = minimum(active.map(shard => shard.maxEventTimeMs));',
    'const reachedMs = active.length > 0 ? minimum(active.map(shard => shard.maxEventTimeMs)) : Math.max(...looks.map(look => look.stand.maxEventTimeMs ?? 0)) + 60_000;',
  ),
  mutant(
    'W5-does-not-flush',
    6,
    'epoch/cut-epoch.ts',
    "flush: active.length === 0 && request.whenIdle === 'flush',",
    'flush: false,',
  ),
];
