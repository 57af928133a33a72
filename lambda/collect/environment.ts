/** Settings of the collect function. */
export interface CollectEnvironment {
  /** TARGET_STREAM: the name of the stream that takes page views. */
  readonly targetStream: string;
  /** SALTS_TABLE: the name of the table of each day's salt. */
  readonly saltsTable: string;
  /** ORIGINS: those whose pages may send views, separated by commas. */
  readonly origins: ReadonlySet<string>;
  /** HONOUR_DO_NOT_TRACK: true or false; true unless set. */
  readonly honourDoNotTrack: boolean;
}

/** @throws Error that names every variable that is wrong, in one line. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): CollectEnvironment {
  const {
    TARGET_STREAM: targetStream = '',
    SALTS_TABLE: saltsTable = '',
    ORIGINS = '',
    HONOUR_DO_NOT_TRACK: honour = 'true',
  } = variables;
  const origins = new Set(ORIGINS.split(',').filter(origin => origin !== ''));
  const problems = [
    ...(targetStream ? [] : ['TARGET_STREAM is not set']),
    ...(saltsTable ? [] : ['SALTS_TABLE is not set']),
    ...(origins.size > 0 ? [] : ['ORIGINS is not set']),
    ...(honour === 'true' || honour === 'false' ? [] : [`HONOUR_DO_NOT_TRACK: expected true or false: ${honour}`]),
  ];
  if (problems.length > 0) throw new Error(`environment: ${problems.join('; ')}`);
  return { targetStream, saltsTable, origins, honourDoNotTrack: honour === 'true' };
}
