/** A value in a row: text, or what its field's kind makes of it; undefined where there is none. */
export type CellValue = string | number | boolean | undefined;

/** An event as a record holds it. */
export interface RecordEvent {
  /** Its bytes as they stand there: JSON, or a row. */
  readonly text: Buffer;
  /** A row's values, in the order of the schema's fields; absent: the text is JSON. */
  readonly cells?: readonly CellValue[];
  /** The JSON object that the event came in, which `at: '^.name'` reads. */
  readonly envelope?: object;
  /** Why it is no event, where that is known before its fields are read. */
  readonly bad?: string;
}

/** What the records of a stream hold. One record holds texts: itself, or the parts of a KPL aggregate, each decompressed. */
export interface RecordFormat {
  /** The events of a text, in order. What is no event is one with its reason; none where the text holds none. */
  events(text: Buffer): Iterable<RecordEvent>;
}
