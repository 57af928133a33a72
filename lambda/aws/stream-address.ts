/** How a call names its stream. */
export interface StreamAddress {
  readonly StreamName?: string;
  /** Takes the place of the name: a stream of another account is known by nothing else. */
  readonly StreamARN?: string;
}

/** @param stream a stream's name, or its ARN. */
export function addressOf(stream: string): StreamAddress {
  return stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
}
