import type { Pipeline } from '../engine/definition/pipeline';

/** Whether a pipeline reads page views as the collector sends them. */
export function takesPageViews({ fields, eventTime }: Pick<Pipeline, 'fields' | 'eventTime'>): boolean {
  return (
    fields['anonymous_user_id']?.kind === 'string' &&
    fields['url']?.kind === 'string' &&
    eventTime === 'time' &&
    fields['time']?.kind === 'epochSeconds'
  );
}
