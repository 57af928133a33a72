import { createHash, randomBytes } from 'node:crypto';
import type { Table } from '../engine/ports';

/** The salt of a day, the same for every caller while the day lasts. */
export interface DailySalts {
  /** @param day as `2026-11-23`, UTC. */
  of(day: string): Promise<string>;
}

/** How long a day's salt is kept, s: until the last request of the day is answered anywhere. */
const KEPT_S = 2 * 86_400;

/**
 * Salts in a table. Whoever comes first on a day makes its salt and deletes the one of two days before, so that nothing can
 * tell any more which ids belonged to which client.
 */
export class TableSalts implements DailySalts {
  private latest: { readonly day: string; readonly salt: Promise<string> } | undefined;

  constructor(
    private readonly table: Table,
    private readonly makeSalt: () => string = () => randomBytes(32).toString('base64url'),
  ) {}

  of(day: string): Promise<string> {
    if (this.latest?.day === day) return this.latest.salt;
    const salt = this.readOrMake(day);
    this.latest = { day, salt };
    salt.catch(() => (this.latest = undefined));
    return salt;
  }

  private async readOrMake(day: string): Promise<string> {
    const key = { pk: 'salt', sk: day };
    const present = await this.table.get(key);
    if (present) return present['salt'] as string;
    const salt = this.makeSalt();
    const expiresAt = Date.parse(day) / 1000 + KEPT_S;
    if (!(await this.table.put({ ...key, salt, expiresAt }, { kind: 'absent' }))) return this.readOrMake(day);
    await this.table.deleteBatch([{ pk: 'salt', sk: dayOf(Date.parse(day) - KEPT_S * 1000) }]);
    return salt;
  }
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A visitor's id for one host and one day: the address goes into a hash with the day's salt, and is not kept. */
export function visitorId(salt: string, host: string, address: string, userAgent: string): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, host, address, userAgent]))
    .digest('base64url')
    .slice(0, 22);
}
