import db, { type Store, type StoredItem, type Table } from 'dynalite/db';
import validations from 'dynalite/validations';
import { promisify } from 'node:util';

/** A statement of BatchExecuteStatement; its parameters as DynamoDB's JSON has them. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters?: readonly StoredItem[string][];
}

/** What became of a statement. */
export interface StatementAnswer {
  readonly TableName?: string;
  readonly Error?: {
    readonly Code: 'DuplicateItem' | 'ResourceNotFound' | 'ValidationError';
    readonly Message: string;
  };
}

/** An item to be inserted, and its place among the statements. */
interface Insert {
  readonly place: number;
  readonly key: string;
  readonly item: StoredItem;
}

/**
 * Executes statements as BatchExecuteStatement does, each by itself: an item is put if none stands under its key. dynalite has
 * no PartiQL; of that this is `INSERT INTO "table" VALUE {'name': ?, ...}` and nothing else.
 */
export async function executeInserts(store: Store, statements: readonly Statement[]): Promise<StatementAnswer[]> {
  const answers: StatementAnswer[] = [];
  const inserts = new Map<string, Insert[]>();
  const tables = new Map<string, Table | undefined>();
  for (const [place, statement] of statements.entries()) {
    const parsed = parse(statement);
    if (!parsed) {
      answers[place] = refused('ValidationError', "Statement wasn't well formed, can't be processed");
      continue;
    }
    const { tableName, item } = parsed;
    if (!tables.has(tableName)) tables.set(tableName, await tableNamed(store, tableName));
    const table = tables.get(tableName);
    const wrong = table && mistakeIn(store, table, item);
    if (!table) answers[place] = refused('ResourceNotFound', 'Requested resource not found');
    else if (wrong) answers[place] = refused('ValidationError', wrong);
    else {
      answers[place] = { TableName: tableName };
      const insert = { place, key: db.createKey(item, table), item };
      inserts.set(tableName, [...(inserts.get(tableName) ?? []), insert]);
    }
  }
  for (const [tableName, ofTable] of inserts) {
    for (const place of await insertAll(store, tableName, ofTable))
      answers[place] = refused('DuplicateItem', 'Duplicate primary key exists in table');
  }
  return answers;
}

/** @returns the places of those under whose key an item stands. */
async function insertAll(store: Store, tableName: string, inserts: readonly Insert[]): Promise<number[]> {
  const items = store.getItemDb(tableName);
  const keys = inserts.map(({ key }) => key);
  const release = await new Promise<() => void>(locked => items.lock(keys, free => locked(free(() => undefined))));
  try {
    const [get, put] = [promisify(items.get), promisify(items.put)];
    const present = await Promise.all(keys.map(key => get(key)));
    const absent = inserts.filter((_, i) => present[i] === undefined);
    await Promise.all(absent.map(({ key, item }) => put(key, item)));
    return inserts.filter((_, i) => present[i] !== undefined).map(({ place }) => place);
  } finally {
    release();
  }
}

const INSERT = /^INSERT INTO "([\w.-]+)" VALUE \{(.*)\}$/;
const ATTRIBUTE = /^'([^']+)': \?$/;

function parse({ Statement, Parameters = [] }: Statement): { tableName: string; item: StoredItem } | undefined {
  const [, tableName, attributes] = INSERT.exec(Statement) ?? [];
  const names = attributes?.split(', ').map(attribute => ATTRIBUTE.exec(attribute)?.[1]);
  if (tableName === undefined || names?.length !== Parameters.length || names.includes(undefined)) return undefined;
  return { tableName, item: Object.fromEntries(names.map((name, i) => [name, Parameters[i]])) as StoredItem };
}

function tableNamed(store: Store, name: string): Promise<Table | undefined> {
  return new Promise(found => store.getTable(name, (error, table) => found(error ? undefined : table)));
}

function mistakeIn(store: Store, table: Table, item: StoredItem): string | undefined {
  for (const value of Object.values(item)) {
    const wrong = validations.validateAttributeValue(value);
    if (wrong) return wrong;
  }
  if (db.itemSize(item) > store.options.maxItemSize) return 'Item size has exceeded the maximum allowed size';
  return db.validateItem(item, table)?.body.message;
}

const refused = (Code: NonNullable<StatementAnswer['Error']>['Code'], Message: string): StatementAnswer => ({
  Error: { Code, Message },
});
