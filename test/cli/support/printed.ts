/** What a command prints on stdout while it runs in this process, and the exit code that it leaves. */
export async function printed(
  run: () => void | Promise<void>,
): Promise<{ readonly lines: string[]; readonly code: typeof process.exitCode }> {
  const before = process.exitCode;
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    process.exitCode = 0;
    await run();
    const text = write.mock.calls.map(([part]) => String(part)).join('');
    return { lines: text.trimEnd().split('\n'), code: process.exitCode };
  } finally {
    process.exitCode = before;
    write.mockRestore();
  }
}
