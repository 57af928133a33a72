import type { Frame, Opening } from '../feed';

/** How a connection, or a poll, ended. The reason is one line, and holds no URL. */
export interface Ended {
  readonly reason: string;
  /** Whether it will end the same way again: the source refuses. */
  readonly isRefused?: boolean;
  /** How long the source asks to be left alone, ms. */
  readonly waitMs?: number | undefined;
  /** Whether this is how it goes: a poll that was answered. */
  readonly isUsual?: boolean;
}

export interface ConnectionOptions {
  readonly opening: Opening;
  readonly lastEventId: string | undefined;
  readonly userAgent: string;
  /** Without a sign of life for so long, ms, it is given up. */
  readonly silentAfterMs: number;
  readonly pongsCount: boolean;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** Takes a frame; gives what to send in answer. */
  readonly onFrame: (frame: Frame, eventId?: string) => readonly string[];
  /** Resolves when more may come; undefined: at once. */
  readonly whenRoom: () => Promise<void> | undefined;
}

/** One connection from its beginning to its end. It never rejects. */
export type Connect = (options: ConnectionOptions) => Promise<Ended>;

/** Longest frame, bytes: far more than any source sends. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** What an HTTP status means for whoever asks again. */
export function endOfStatus(status: number, retryAfter: string | null | undefined): Ended {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
  const waitMs = seconds === undefined ? undefined : seconds * 1_000;
  if (status === 401 || status === 403) return { reason: `HTTP ${status}: the keys are not accepted`, isRefused: true };
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { reason: `HTTP ${status}`, waitMs };
  return { reason: `HTTP ${status}`, isRefused: true };
}

/** An error of a connection by its code: messages may hold the URL, and so keys. */
export function endOfError(error: unknown): Ended {
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: unknown };
  if (typeof code === 'string') return { reason: code };
  if (cause !== undefined && cause !== null) return endOfError(cause);
  return { reason: typeof name === 'string' ? name : 'an error' };
}
