/** The id of a construct that there is for each source: of a pipeline over one stream the plain one. */
export function sourceId(id: string, source: string | undefined): string {
  return source === undefined ? id : `${id}-${source}`;
}
