import { buildPage } from '../../page/build';

/** Files by path, such as `/index.html`. */
export type BuiltFiles = ReadonlyMap<string, { readonly body: Uint8Array | string; readonly type: string }>;

/** The page's files, built now. */
export const builtPage = (): Promise<BuiltFiles> => buildPage();
