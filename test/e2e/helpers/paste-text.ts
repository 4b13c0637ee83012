import type { Locator } from '@playwright/test';

/** Pastes a text into a field, as the clipboard of the system would. */
export async function pasteText(field: Locator, text: string): Promise<void> {
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const options = { clipboardData, bubbles: true, cancelable: true };
    (element as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(
      new ClipboardEvent('paste', options),
    );
  }, text);
}

/** Of the page, where `evaluate` runs. */
declare const DataTransfer: new () => { setData(type: string, text: string): void };
declare const ClipboardEvent: new (type: string, options: object) => unknown;
