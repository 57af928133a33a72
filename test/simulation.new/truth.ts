/** A value of an event's field. */
export type Value = string | number | boolean | null;

/** What the producer knows of one event it sent: the oracle's input, never the engine's. */
export type TrueEvent =
  | {
      readonly kind: 'good';
      /** Index in its record. */
      readonly index: number;
      readonly eventTimeMs: number;
      /** Derived fields included. */
      readonly values: Readonly<Record<string, Value>>;
    }
  | {
      readonly kind: 'bad';
      /** Null when the whole record cannot be opened. */
      readonly index: number | null;
      readonly why: string;
    };
