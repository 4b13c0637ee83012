/** The deprecated editing command that `copyText` needs. */
interface CopyingPage {
  execCommand(command: 'copy'): boolean;
}

/**
 * Puts text on the clipboard, inside the click handler that asked for it. The window has no
 * permissions, so it cannot use the asynchronous clipboard; the copy event needs no permission.
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
