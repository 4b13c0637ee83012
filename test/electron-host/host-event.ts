/**
 * Makes an Electron event object of its details: `preventDefault()` for the listeners,
 * `defaultPrevented` for the one who announced it.
 */
export function createEvent<Details extends object>(details: Details): Electron.Event<Details> {
  let prevented = false;
  return Object.defineProperties(details, {
    preventDefault: {
      value: () => {
        prevented = true;
      },
    },
    defaultPrevented: { get: () => prevented },
  }) as Electron.Event<Details>;
}
