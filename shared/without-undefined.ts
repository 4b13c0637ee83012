/**
 * Removes `undefined` fields: a message carries omitted fields as `undefined`, but the engine
 * expects them to be absent.
 */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

/** The same fields, either absent or defined. */
type Defined<T> = T extends unknown ? { readonly [K in keyof T]: Exclude<T[K], undefined> } : never;
