declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface Options {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  const dynalite: (options: Options) => Server;
  export default dynalite;
}

declare module 'dynalite/db' {
  /** An item as DynamoDB's JSON has it. */
  export type StoredItem = Record<string, Record<string, unknown>>;

  export interface Table {
    TableName: string;
  }

  export interface ItemDb {
    lock(keys: readonly string[], work: (release: (done: () => void) => () => void) => void): void;
    get(key: string, done: (error: Error | null, item?: StoredItem) => void): void;
    put(key: string, item: StoredItem, done: (error: Error | null) => void): void;
  }

  /** What keeps the texts of all tables. */
  export interface LevelStore {
    get(key: string, done: (error: Error | null, value?: unknown) => void): void;
    put(key: string, value: unknown, done: (error: Error | null) => void): void;
    del(key: string, done: (error: Error | null) => void): void;
    getMany(keys: readonly string[], options: { valueEncoding: 'utf8' }): Promise<(string | undefined)[]>;
    batch(
      operations: readonly ({ type: 'put'; key: string; value: unknown } | { type: 'del'; key: string })[],
      done: (error?: Error | null) => void,
    ): void;
  }

  export interface Store {
    options: { maxItemSize: number };
    db: LevelStore;
    getTable(name: string, done: (error: Error | null, table: Table) => void): void;
    getItemDb(tableName: string): ItemDb;
  }

  /** Answers of DynamoDB that are errors. */
  export interface Refusal extends Error {
    statusCode: number;
    body: { __type: string; message: string };
  }

  const db: {
    create(options: object): Store;
    createKey(item: StoredItem, table: Table): string;
    validateItem(item: StoredItem, table: Table): Refusal | undefined;
    itemSize(item: StoredItem): number;
  };
  export default db;
}

declare module 'dynalite/validations' {
  import type { StoredItem } from 'dynalite/db';

  const validations: {
    /** Checks a value, and writes its number as DynamoDB would. @returns what is wrong with it. */
    validateAttributeValue(value: StoredItem[string]): string | null | undefined;
  };
  export default validations;
}
