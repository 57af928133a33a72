import { Command, InvalidArgumentError } from 'commander';
import { closeSync, openSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * Reads the options of a script that `npm run` starts. `--help` prints what there is and ends the process with 0; what is
 * unknown, misspelt or out of its range ends it with 1 and one line.
 *
 * @param start how the script is started, such as `npm run bench --`.
 */
export function scriptOptions<Options extends object>(
  start: string,
  description: string,
  describe: (command: Command) => Command,
): Options {
  const command = new Command(start).description(description).showHelpAfterError('(--help shows what is possible)');
  return refuseRepeated(describe(command)).parse().opts<Options>();
}

/** `parseArgs` for scripts with a help of their own: what is unknown or lacks its value ends the process with 2 and one line. */
export function strictArgs<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${message.split('\n')[0]} (--help shows what is possible)`);
    process.exit(2);
  }
}

/** A parser of the path of a file to write: one that cannot be written is refused before minutes of work. `-` is stdout. */
export function outputFile(path: string): string {
  if (path === '-') return path;
  try {
    closeSync(openSync(path, 'a'));
    return path;
  } catch (error) {
    throw new InvalidArgumentError(`cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Of an option that is given twice only the last would count, silently. */
export function refuseRepeated(command: Command): Command {
  for (const option of command.options) {
    const collects = option.variadic || option.defaultValue instanceof Object;
    let times = 0;
    if (!collects)
      command.on(`option:${option.name()}`, () => {
        if (++times > 1) command.error(`error: option '${option.flags}' is given more than once`);
      });
  }
  return command;
}
