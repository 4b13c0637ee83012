import { countText } from './count-text.js';

const { api } = window;
const element = (selector) => document.querySelector(selector);

async function refresh() {
  element('#count').textContent = countText(await api.list());
}

window.seen = { snapshots: [], power: [], secondInstances: [], drops: [], chosen: [] };
api.onSnapshot(({ sequence, rows }) => window.seen.snapshots.push([sequence, rows.length]));
api.onPower((name) => window.seen.power.push(name));
api.onSecondInstance((...values) => window.seen.secondInstances.push(values));

window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', async (event) => {
  event.preventDefault();
  const items = [...event.dataTransfer.items];
  const folders = items.map((item) => item.webkitGetAsEntry()?.isDirectory ?? false);
  const paths = api.pathsOf([...event.dataTransfer.files]);
  const added = await api.add(paths);
  await refresh();
  window.seen.drops.push({ isTrusted: event.isTrusted, folders, paths, added: added.length });
});
element('#input').addEventListener('change', (event) => {
  window.seen.chosen.push(...[...event.target.files].map((file) => api.pathsOf([file])[0]));
});
element('#pick').addEventListener('click', async () => {
  await api.pick();
  await refresh();
});

await refresh();
window.isReady = true;
