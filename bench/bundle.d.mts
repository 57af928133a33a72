export function bundle(entry: string, outfile: string): void;
