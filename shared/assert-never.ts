/**
 * Makes a `switch` over a union exhaustive: the call does not compile when a member is not handled.
 *
 * @throws always, with the value in the message, when an unknown member arrives at run time.
 */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unknown ${what}: ${JSON.stringify(value)}`);
}
