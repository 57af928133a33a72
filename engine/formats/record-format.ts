import type { RecordBatch } from '../ports';

/** Schemas by id, as the records of a batch name them. */
export type Schemas = RecordBatch['schemas'];

/** An event as a record holds it. */
export interface RecordEvent {
  /** Its bytes as they stand there: JSON, or a row; of a decoded event its JSON. */
  readonly text: Buffer;
  /** The values of the schema's fields, in their order; absent: the text is JSON. */
  readonly cells?: readonly unknown[];
  /** The JSON object that the event came in, which `at: '^.name'` reads. */
  readonly envelope?: object;
  /** Why it is no event, where that is known before its fields are read. */
  readonly bad?: string;
}

/** What the records of a stream hold. One record holds texts: itself, or the parts of a KPL aggregate, each decompressed. */
export interface RecordFormat {
  /** Texts are payloads with the id of a schema before them: they are no text, and compressed only behind the id. */
  readonly isFramed?: boolean;
  /** The events of a text, in order. What is no event is one with its reason; none where the text holds none. */
  events(text: Buffer, schemas: Schemas): Iterable<RecordEvent>;
}
