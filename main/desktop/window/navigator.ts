import type { Route } from '../../../shared/ipc/views.ts';

/** Leads into the window from outside it. */
export interface Navigator {
  /** Shows the window, there. */
  readonly go: (route: Route) => void;
  /** The page has begun to listen. */
  readonly pageListens: () => void;
  /** The page is gone; the next one will listen. */
  readonly pageGone: () => void;
}

/** A page that is not there yet is told when it is. */
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
