/*
 * Runs inside the app, without Playwright: Playwright emulates focus, under which a page always
 * believes that it is visible. Prints one JSON line.
 */
import { app } from 'electron';

async function drive(window: Electron.BrowserWindow): Promise<void> {
  const states: unknown[] = [];
  const seeState = async (expected: string): Promise<void> => {
    const state: unknown = await window.webContents.executeJavaScript(`new Promise((resolve) => {
      const check = () => document.visibilityState === '${expected}' && resolve('${expected}');
      document.addEventListener('visibilitychange', check);
      check();
    })`);
    states.push([state, window.isVisible()]);
  };
  await seeState('visible');
  window.hide();
  await seeState('hidden');
  window.show();
  await seeState('visible');
  window.minimize();
  await seeState('hidden');
  window.restore();
  await seeState('visible');
  process.stdout.write(`${JSON.stringify(states)}\n`);
  app.exit(0);
}

app.on('browser-window-created', (_event, window) => {
  window.once('show', () => {
    void drive(window);
  });
});
