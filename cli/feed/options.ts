import { type Command, Option } from 'commander';
import { collectRename, list, streamName } from '../arguments';
import { durationFrom, wholeFrom } from '../numbers';

/** What a source is asked for. */
export function sourceOptions(command: Command): Command {
  return command
    .option('--symbols <names>', 'comma-separated, as the source writes them, such as BTCUSDT,ETHUSDT', list)
    .option('--url <url>', 'a server of your own, or another of the source (default: the public one)')
    .option('--mode <mode>', "of the feed's packets: full, quote or ltp (kite; default: full)")
    .option('--config <file>', 'JSON that says where fields are in answers (xignite)')
    .option('--every <duration>', "between two polls, at least '1 second' (default: 5 seconds)", durationFrom(1_000))
    .option('--contact <address>', 'whom a public source may write to: a mail address or a page');
}

/** Options of the command `feed`. */
export function feedOptions(command: Command): Command {
  return sourceOptions(command)
    .argument('<name>', 'alpaca, binance, coinbase, kite, kraken, wikimedia or xignite')
    .description('put the events of a live source on a stream: of the runner on this machine, an emulator, or AWS')
    .option('--pipeline <name or file>', 'the pipeline that reads them (default: the one that they are made for)')
    .option('--stream <name>', "the stream (default: the pipeline's source stream)", streamName)
    .addOption(
      new Option('--rename <from=to...>', "give the feed's fields other names, pairs between blanks")
        .argParser(collectRename)
        .default({}, 'none'),
    )
    .option('--data-dir <folder>', 'where it is kept how far the feed was read: a restart says what was missed')
    .option(
      '--position-table <name>',
      'the same in a DynamoDB table with the key pk, as the feed on AWS does',
      streamName,
    )
    .option('--total <events>', 'end after so many events', wholeFrom(1, 1e12))
    .option('--duration <duration>', "how long, such as '5 minutes' (default: until Ctrl-C)", durationFrom(1))
    .addOption(
      new Option('--report <duration>', 'how often to say how it goes, where anything has changed')
        .argParser(durationFrom(100))
        .default(1_000, '1 second'),
    );
}
