/** A request as the core sees it, whatever served it. Header names are in lower case. */
export interface ApiRequest {
  readonly method: string;
  /** Starts with a slash, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that is answered with `status` and one line that says what is wrong and where. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: 400 | 403 | 404 | 405 | 413 | 503,
    message: string,
  ) {
    super(message);
  }
}

/** An answer as JSON. Nothing may be stored by a cache: the next revision may come at any moment. */
export function json(status: number, answer: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(answer),
  };
}
