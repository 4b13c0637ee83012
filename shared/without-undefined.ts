/** Fields that a message left out arrive as `undefined`; the engine wants them absent. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

/** The same fields, either absent or defined. */
type Defined<T> = T extends unknown ? { readonly [K in keyof T]: Exclude<T[K], undefined> } : never;
