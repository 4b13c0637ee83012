import type { Route } from '../../../shared/ipc/views.ts';

/** Opens a view of the window from outside the window. */
interface Navigator {
  /** Shows the window at this route. */
  readonly go: (route: Route) => void;
  /** The page has started to listen. */
  readonly pageListens: () => void;
  /** The page is gone; the next page will listen. */
  readonly pageGone: () => void;
}

/** Keeps the route for a page that has not loaded yet. */
export function createNavigator(
  showWindow: () => void,
  navigate: (route: Route) => void,
): Navigator {
  let listening = false;
  let pending: Route | undefined;
  return {
    go(route) {
      showWindow();
      if (listening) navigate(route);
      else pending = route;
    },
    pageListens() {
      listening = true;
      const route = pending;
      pending = undefined;
      if (route !== undefined) navigate(route);
    },
    pageGone() {
      listening = false;
    },
  };
}
