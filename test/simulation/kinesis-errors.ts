import { InjectedError } from './world';

export class ResourceNotFound extends InjectedError {
  override readonly name = 'ResourceNotFoundException';
}

export class ExpiredIterator extends InjectedError {
  override readonly name = 'ExpiredIteratorException';
}

/** A mistake of the engine's, which no retry mends. */
export class InvalidArgument extends Error {
  override readonly name = 'InvalidArgumentException';
}
