import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useClient } from '../bridge.ts';
import { useNoticesStore } from './notices.ts';
import { usePictureStore } from './uploads/picture.ts';

/** Whether the engine works, and the user's actions when it failed. */
export const useEngineStore = defineStore('engine', () => {
  const store = usePictureStore();
  const notices = useNoticesStore();
  const starting = ref(false);

  /** The reason for the failure; undefined while the engine works or has not started. */
  const failure = computed(() => {
    const engine = store.picture?.engine;
    return engine?.name === 'failed' ? engine.error.code : undefined;
  });

  async function startAgain(): Promise<void> {
    if (starting.value) return;
    starting.value = true;
    await notices.attempt(async () => {
      await useClient().call.app.startEngine(undefined);
      await store.ask();
    });
    starting.value = false;
  }

  async function saveDiagnostics(): Promise<void> {
    const saved = await notices.attempt(() => useClient().call.app.exportDiagnostics(undefined));
    if (saved === true) notices.say('notice.diagnosticsSaved');
  }

  return { failure, starting, startAgain, saveDiagnostics };
});
