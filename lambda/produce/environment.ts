import { constantRate, type Rate, sineRate, weeklyRate } from '../../producer/rate';

/** Most events per second that one function keeps up with, with room to spare. */
const EVENTS_PER_SECOND_MAX = 10_000;

const SHAPES: Readonly<Record<string, (eventsPerSecond: number) => Rate>> = {
  constant: constantRate,
  daily: eventsPerSecond => sineRate({ eventsPerSecond }),
  weekly: weeklyRate,
};

/** Settings of the produce function. */
export interface ProduceEnvironment {
  /** TARGET_STREAM: the name of the stream. */
  readonly targetStream: string;
  /** EVENTS_PER_SECOND, more than 0 and at most 10,000, in the mean of RATE_SHAPE: constant, daily or weekly. */
  readonly rate: Rate;
  /** TEMPLATE: the text of a template of the Kinesis Data Generator. Absent: the pipeline's own generator. */
  readonly template: string | undefined;
}

/** @throws Error that names every variable that is wrong, in one line. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): ProduceEnvironment {
  const problems: string[] = [];
  const {
    TARGET_STREAM: targetStream = '',
    EVENTS_PER_SECOND: perSecond = '',
    RATE_SHAPE: shape = 'constant',
    TEMPLATE: template,
  } = variables;
  if (!/^[\w.-]{1,128}$/.test(targetStream))
    problems.push(`TARGET_STREAM: expected the name of a stream: ${JSON.stringify(targetStream)}`);
  const eventsPerSecond = /^\d+(\.\d+)?$/.test(perSecond) ? Number(perSecond) : 0;
  if (eventsPerSecond <= 0 || eventsPerSecond > EVENTS_PER_SECOND_MAX) {
    problems.push(
      `EVENTS_PER_SECOND: expected more than 0 and at most ${EVENTS_PER_SECOND_MAX}: ${JSON.stringify(perSecond)}`,
    );
  }
  if (!Object.hasOwn(SHAPES, shape))
    problems.push(`RATE_SHAPE: expected ${Object.keys(SHAPES).join(', ')}: ${JSON.stringify(shape)}`);
  if (problems.length > 0) throw new Error(`environment: ${problems.join('; ')}`);
  return { targetStream, rate: SHAPES[shape]!(eventsPerSecond), template: template || undefined };
}
