import { pathOf } from '../engine/definition/field-path';
import type { Field, FieldKind } from '../engine/definition/fields';
import type { Pipeline } from '../engine/definition/pipeline';

/** Whether a pipeline reads page views as the collector sends them, whatever it calls their fields. */
export function takesPageViews({ fields, eventTime }: Pick<Pipeline, 'fields' | 'eventTime'>): boolean {
  const reads = (path: string, kind: FieldKind): boolean =>
    Object.entries(fields).some(([name, field]) => isAt(path, name, field) && field.kind === kind);
  return (
    reads('anonymous_user_id', 'string') &&
    reads('url', 'string') &&
    reads('time', 'epochSeconds') &&
    isAt('time', eventTime, fields[eventTime])
  );
}

function isAt(path: string, name: string, field: Field | undefined): boolean {
  const [step, ...more] = pathOf(name, field);
  return step === path && more.length === 0;
}
