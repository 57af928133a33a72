import type { Feed } from '../../feeds/feed';
import { feedNamed } from '../../feeds/index';
import type { ContextValues } from '../context-values';

/** A live source that runs as a service, by `-c feed=binance -c symbols=BTCUSDT,ETHUSDT`. */
export interface FeedSettings {
  /** `feed`: its name. */
  readonly feed: Feed;
  /** `symbols`: as the source writes them. @default none, where the feed has none */
  readonly symbols: readonly string[];
  /** `feedMode`: one of the feed's. @default its first */
  readonly mode: string | undefined;
  /** `feedSecret`: name of the secret whose JSON holds the feed's keys, by the names of their environment variables. */
  readonly secretName: string | undefined;
  /** `feedContact`: whom a public source may write to. @default nobody */
  readonly contact: string | undefined;
  /** `feedSilence`: an alarm rings when the source stream got nothing for so many minutes. @default 15 */
  readonly silenceMinutes: number;
}

const SYMBOL = /^[^\s,'"]{1,64}$/;
const SECRET = /^[\w/+=.@-]{1,512}$/;
const CONTACT = /^[\x21-\x7e]{1,200}$/;
/** CloudWatch looks back a day at most. */
const SILENCE_MINUTES_MAX = 1_440;

/** @param problem takes what is wrong, one line. */
export function readFeed(context: ContextValues): FeedSettings | undefined {
  const feed = context.other('feed', feedOf);
  const symbols = context.other('symbols', (value, problem) => symbolsOf(feed, value, problem));
  const mode = context.text('feedMode', feed?.modes?.join(', ') ?? 'no mode: the feed has none', text =>
    (feed?.modes ?? []).includes(text),
  );
  const secretName = context.other('feedSecret', (value, problem) => secretOf(feed, value, problem));
  const contact = context.text('feedContact', 'a mail address or a page', text => CONTACT.test(text));
  const silenceMinutes = context.count('feedSilence', SILENCE_MINUTES_MAX) ?? 15;
  return feed && { feed, symbols: symbols ?? [], mode, secretName, contact, silenceMinutes };
}

type Problem = (text: string) => undefined;

function feedOf(value: unknown, problem: Problem): Feed | undefined {
  if (value === undefined) return undefined;
  try {
    const feed = feedNamed(String(value));
    if (!feed.isConfigured) return feed;
    return problem(`${feed.name} needs a configuration file, which the service does not take: run the command feed`);
  } catch (error) {
    return problem((error as Error).message);
  }
}

function symbolsOf(feed: Feed | undefined, value: unknown, problem: Problem): readonly string[] | undefined {
  if (value === undefined)
    return feed?.symbols === undefined ? [] : problem(`${feed.name} needs some, such as ${feed.symbols}`);
  if (feed && feed.symbols === undefined) return problem(`${feed.name} has none`);
  const symbols = [
    ...new Set(
      String(value)
        .split(',')
        .map(each => each.trim()),
    ),
  ];
  const { symbolsMax = Infinity, name } = feed ?? {};
  if (symbols.length > symbolsMax) return problem(`${name} takes at most ${symbolsMax}`);
  const wrong = symbols.find(each => !SYMBOL.test(each));
  return wrong === undefined
    ? symbols
    : problem(`expected names between commas: ${JSON.stringify(wrong.slice(0, 64))}`);
}

function secretOf(feed: Feed | undefined, value: unknown, problem: Problem): string | undefined {
  const needed = feed?.keys ?? [];
  if (value === undefined)
    return needed.length === 0
      ? undefined
      : problem(`${feed!.name} needs the name of a secret with ${needed.join(' and ')}`);
  if (needed.length === 0) return problem('the feed has no keys');
  return typeof value === 'string' && SECRET.test(value) ? value : problem('expected the name of a secret');
}
