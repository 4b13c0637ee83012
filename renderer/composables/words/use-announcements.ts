import { ref, watch } from 'vue';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import { useSelectionStore } from '../../stores/uploads/selection.ts';
import { useWords } from './use-words.ts';

/** Announces to a screen reader that an upload has ended, needs the user, or is selected. */
export function useAnnouncements() {
  const words = useWords();
  const store = usePictureStore();
  const selection = useSelectionStore();
  const text = ref('');

  watch(
    () => store.picture,
    (now, before) => {
      if (now === undefined || before === undefined) return;
      const known = new Set(before.arrived.map(({ batchId }) => batchId));
      const news = now.arrived
        .filter(({ batchId }) => !known.has(batchId))
        .map(({ name, files, total }) =>
          files.failed > 0
            ? words.count('live.failed', files.failed)
            : words.count('live.batchDone', total, { name }),
        );
      if (now.attention > before.attention) {
        news.push(words.count('uploads.needYou', now.attention));
      }
      if (news.length > 0) text.value = news.join(' ');
    },
  );
  watch(
    () => selection.count,
    (count) => {
      if (count > 1) text.value = words.count('live.selected', count);
    },
  );
  return { text };
}
