/** A window kind with its lengths in ms. Plain data: it is stored with the state. */
export type Window =
  | { readonly kind: 'grid'; readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number }
  | { readonly kind: 'session'; readonly gapMs: number; readonly maxDurationMs: number };

export type GridWindow = Extract<Window, { kind: 'grid' }>;
export type SessionWindow = Extract<Window, { kind: 'session' }>;
