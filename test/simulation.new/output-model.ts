import type { ObjectStore, OutputRecord, OutputStream } from '../../engine/ports';
import type { Actor } from './world';

const RECORDS_MAX = 500;
const BYTES_MAX = 5 * 1024 * 1024;

/** A stream that is only written: every record that arrived, in the order of arrival. */
export class OutputStreamModel {
  constructor(private readonly onRecord: (record: OutputRecord) => void) {}

  portFor(actor: Actor): OutputStream {
    const { random, faults } = actor.world;
    return {
      putRecords: async records => {
        const bytes = records.reduce((sum, record) => sum + record.data.length, 0);
        if (records.length === 0 || records.length > RECORDS_MAX || bytes > BYTES_MAX)
          throw new Error(`putRecords of ${records.length} records`);
        const refused: OutputRecord[] = [];
        const apply = (): void => {
          for (const record of records) {
            const isRefused = faults.hits('output-errors');
            const isHidden = faults.hits('output-lost-answers');
            if (isRefused || isHidden) refused.push(record);
            if (!isRefused) this.onRecord(record);
          }
        };
        await actor.call({
          name: `putRecords of ${records.length}`,
          apply,
          refusedBy: 'output-errors',
          hiddenBy: 'output-lost-answers',
        });
        return random.shuffle(refused);
      },
    };
  }
}

/** Objects by name; the last put of a name stands. */
export class ObjectStoreModel {
  readonly objects = new Map<string, string>();

  constructor(private readonly onChange: (name: string, before: string, after: string) => void) {}

  portFor(actor: Actor): ObjectStore {
    return {
      putObject: (name, body) => {
        const text = Buffer.from(body).toString();
        return actor.call({
          name: `putObject ${name}`,
          apply: () => {
            const before = this.objects.get(name);
            this.objects.set(name, text);
            if (before !== undefined && before !== text) this.onChange(name, before, text);
          },
          refusedBy: 'output-errors',
          hiddenBy: 'output-lost-answers',
        });
      },
    };
  }
}
