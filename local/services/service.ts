/** An embedded service on 127.0.0.1. */
export interface Service {
  /** Such as `http://127.0.0.1:4567`. */
  readonly endpoint: string;
  /** Answers what is under way, then closes port and data. */
  close(): Promise<void>;
}
