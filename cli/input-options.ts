import { type Command, Option } from 'commander';
import { collectFile, collectRename, list } from './arguments';

const INPUT_FORMATS = ['ndjson', 'csv', 'tsv', 'combined'];

/** What a command takes that reads files. */
export function inputOptions(command: Command): Command {
  return command
    .option('--input <file...>', 'one after the other: .ndjson, .csv, .tsv, access logs, each also .gz; - for stdin')
    .addOption(new Option('--format <format>', 'format of the input (default: by its name)').choices(INPUT_FORMATS))
    .option('--columns <names>', 'comma-separated names of the columns of a file without a header row', list)
    .addOption(
      new Option('--rename <from=to...>', 'read columns as fields of other names, pairs between blanks')
        .argParser(collectRename)
        .default({}, 'none'),
    )
    .addOption(lookupOption());
}

/** Of a command that folds events. */
export const lookupOption = (): Option =>
  new Option('--lookup <table=file>', 'a file in place of a lookup table of S3; may be repeated')
    .argParser(collectFile)
    .default({}, 'none');
