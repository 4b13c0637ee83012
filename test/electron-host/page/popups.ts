import type { PageAnchor, PageClick, PageWindow } from './dom.ts';
import type { HostPort } from './host-port.ts';

/**
 * Asks `setWindowOpenHandler` before anything opens, for `window.open` and for links with a target.
 * Closing a popup afterwards can hang its opener while Playwright holds new targets at their start.
 * Runs as text in the isolated world; answers the function that `window.open` must ask.
 */
export function guardPopups(
  port: HostPort,
): (url: string, frameName: string, features: string) => string {
  const page = globalThis as unknown as PageWindow;

  const mayOpen = (url: string, frameName: string, features: string): string => {
    const target = URL.parse(url === '' ? 'about:blank' : url, page.location.href);
    if (!target) throw new Error(`Unable to open a window with invalid URL '${url}'.`);
    return port.ask('mayOpenWindow', JSON.stringify({ url: target.href, frameName, features }));
  };
  const linkOf = (event: PageClick): PageAnchor | undefined =>
    event.composedPath().find((node): node is PageAnchor => node instanceof page.HTMLAnchorElement);

  page.addEventListener('click', (event) => {
    const link = linkOf(event);
    if (!link || link.href === '' || event.defaultPrevented) return;
    const staysHere = link.target === '' || /^_(self|top|parent)$/i.test(link.target);
    if (!staysHere && mayOpen(link.href, link.target, '') !== 'allow') event.preventDefault();
  });
  return mayOpen;
}
