import { showValue } from '../../engine/definition/show-value';

/** What the app's context says about what is reached over the web. */
export interface WebSettings {
  /** `web`: who may read results over the web. @default nobody: there is no query API and no page */
  readonly web: WebAccess | undefined;
  /** `collect`: origins whose pages may send page views. @default none: there is no collector */
  readonly collect: readonly string[] | undefined;
  /** `doNotTrack`: the collector drops views of clients that ask not to be tracked. @default true */
  readonly doNotTrack: boolean;
}

/** Users who sign in, principals of the account with the right to call the API, or anyone. */
export type WebAccess = 'cognito' | 'iam' | 'open';

/** Takes what is wrong with a context value, one line. */
export type Problem = (text: string) => undefined;

/** `-c web=true|false|cognito|iam|open`; true is `cognito`. */
export function readWeb(value: unknown, problem: Problem): WebAccess | undefined {
  const text = String(value ?? false);
  if (text === 'false') return undefined;
  if (text === 'true' || text === 'cognito') return 'cognito';
  if (text === 'iam' || text === 'open') return text;
  return problem(`expected true, false, cognito, iam or open: ${showValue(value)}`);
}

/** `-c collect=https://example.com,https://www.example.com` */
export function readOrigins(value: unknown, problem: Problem): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const origins = String(value)
    .split(',')
    .map(text => text.trim())
    .filter(text => text !== '');
  const wrong = origins.find(origin => !isOrigin(origin));
  if (wrong === undefined && origins.length > 0) return origins;
  return problem(`expected origins, such as https://example.com: ${showValue(wrong ?? value)}`);
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text && /^https?:/.test(text);
  } catch {
    return false;
  }
}
