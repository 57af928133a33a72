import type { TrueEvent } from './truth';

export interface SentEvent {
  readonly line: Buffer;
  readonly event: TrueEvent;
}
