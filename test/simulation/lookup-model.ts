import type { LookupFiles } from '../../engine/ports';
import type { LookupColumn } from './language/expression';
import type { Value } from './value';
import type { Actor, World } from './world';

/** Versions of a run at most. */
const VERSIONS_MAX = 7;
export const VERSIONS: readonly number[] = Array.from({ length: VERSIONS_MAX }, (_, i) => i + 1);
/** Numbers that events have often; others are in no version. */
const KEYS = 13;
const LABELS = ['a', 'b', 'k0', null] as const;

/** What a version of the table has for a number, the `n` of an event. */
export function lookedUp(version: number, column: LookupColumn, n: Value): Value {
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n >= KEYS || (n + version) % 5 === 0) return null;
  return column === 'label' ? LABELS[(n * version) % 4]! : ((n + 3 * version) % 9) / 2;
}

/** The object that a lookup table is read from: its versions follow each other while events flow, and some are no table. */
export class LookupModel {
  /** Its versions by number from 1, and whether they are a table. */
  readonly versions: boolean[] = [true];

  constructor(private readonly world: World) {}

  plan(durationMs: number): void {
    const random = this.world.random.fork('lookups');
    for (let i = random.int(0, VERSIONS_MAX - 1); i > 0; i--) {
      const isTable = random.chance(0.8);
      this.world.scheduler.after(random.int(0, durationMs), () => {
        this.versions.push(isTable);
        this.world.trace(() => `version ${this.versions.length} of the table${isTable ? '' : ', which is none'}`);
      });
    }
  }

  portFor(actor: Actor): LookupFiles {
    const { newest, older, read } = this.files;
    return {
      newest: table => actor.call({ name: `newest ${table}`, refusedBy: 'lookup-errors', apply: () => newest() }),
      older: table => actor.call({ name: `older ${table}`, refusedBy: 'lookup-errors', apply: () => older() }),
      read: (table, version) =>
        actor.call({ name: `read ${table} ${version}`, refusedBy: 'lookup-errors', apply: () => read(version) }),
    };
  }

  /** What nothing disturbs. */
  readonly files = {
    newest: (): string => nameOf(this.versions.length),
    older: (): string[] =>
      VERSIONS.filter(number => number < this.versions.length)
        .map(nameOf)
        .reverse(),
    read: (version: string): Uint8Array | undefined => {
      const number = Number(version.slice(1));
      const isTable = this.versions[number - 1];
      return isTable === undefined ? undefined : Buffer.from(isTable ? fileOf(number) : 'n,label,weight\nx,a,1');
    },
  };
}

const nameOf = (version: number): string => `v${version}`;

/** Files that are there at once. */
export function asPort({ newest, older, read }: LookupModel['files']): LookupFiles {
  return {
    newest: () => Promise.resolve(newest()),
    older: () => Promise.resolve(older()),
    read: (_, version) => Promise.resolve(read(version)),
  };
}

function fileOf(version: number): string {
  const rows = Array.from({ length: KEYS }, (_, n) => n).filter(n => lookedUp(version, 'weight', n) !== null);
  return [
    'n,label,weight',
    ...rows.map(n => `${n},${lookedUp(version, 'label', n) ?? ''},${lookedUp(version, 'weight', n)}`),
  ].join('\n');
}
