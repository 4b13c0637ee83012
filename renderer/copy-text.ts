/** The one part of the old editing commands that is still the only way. */
interface CopyingPage {
  execCommand(command: 'copy'): boolean;
}

/**
 * Puts text on the clipboard, inside the click that asked for it. The window has no permissions, so
 * the asynchronous clipboard is closed to it; the copy event needs none.
 */
export function copyText(text: string): boolean {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', fill, { capture: true, once: true });
  const page: CopyingPage = document;
  try {
    return page.execCommand('copy');
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
  }
}
