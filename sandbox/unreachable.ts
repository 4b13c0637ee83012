/**
 * Closes a `switch` over a union: the compiler rejects the call as soon as a member is not
 * handled.
 *
 * @throws always, naming the value, if an unknown member arrives at run time.
 */
export function unreachable(value: never, what: string): never {
  throw new Error(`Unknown ${what}: ${JSON.stringify(value)}`);
}
