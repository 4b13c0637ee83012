import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ask } from './bridge.ts';
import { appFolder, type RunningFerry } from './launch-ferry.ts';

/** npm names the script that runs. No test reads the pictures. */
const areWanted = process.env['npm_lifecycle_event'] === 'screenshots:connect';

/**
 * Pictures of the window as it stands, for people to look at and for the guide: light and dark, in
 * both languages, in `screenshots/connect/`. Only `npm run screenshots:connect` takes them.
 */
export async function takePictures({ page }: RunningFerry, name: string): Promise<void> {
  if (!areWanted) return;
  const pictures = path.join(appFolder, 'screenshots', 'connect');
  mkdirSync(pictures, { recursive: true });
  for (const theme of ['dark', 'light'] as const) {
    for (const language of ['zh-CN', 'en'] as const) {
      await ask(page, 'app', 'changePreferences', { language, theme });
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
      await page.screenshot({ path: path.join(pictures, `${name}-${theme}-${language}.png`) });
    }
  }
}

/** Of the page, where `waitForFunction` runs. */
declare const document: { readonly documentElement: { readonly lang: string } };
