import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { closeGapsOfFonts } from './components/ui/close-gaps.ts';
import { chooseMessages, createWords } from './i18n.ts';
import { usePreferencesStore } from './stores/preferences.ts';
import './styles/main.css';

const isTray = new URLSearchParams(location.search).has('panel');
const app = createApp(isTray ? (await import('./views/TrayPanel.vue')).default : App);
const words = createWords();
app.use(createPinia()).use(words);

// Language and theme are known before the database opens: the first frame waits for nothing else.
const preferences = usePreferencesStore();
await preferences.start();
document.documentElement.dataset['theme'] = preferences.theme;
await chooseMessages(words.global, preferences.language);
app.mount('#app');
closeGapsOfFonts(document.fonts);
