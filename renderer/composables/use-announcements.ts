import { ref, watch } from 'vue';
import { batchNews } from '../model/batch-news.ts';
import { useBatchesStore } from '../stores/batches.ts';
import { useSelectionStore } from '../stores/selection.ts';
import { useWords } from './use-words.ts';

/** Announces to a screen reader that a batch begins, ends or fails. */
export function useAnnouncements() {
  const words = useWords();
  const batches = useBatchesStore();
  const selection = useSelectionStore();
  const text = ref('');

  watch(
    () => batches.batches,
    (now, before) => {
      const news = batchNews(before, now);
      if (news.length === 0 || before.length === 0) return;
      text.value = news
        .map((one) => {
          if (one.kind === 'started') return words.t('live.started', { name: one.name });
          if (one.kind === 'failed') return words.count('live.failed', one.files);
          return words.count('live.batchDone', one.files, { name: one.name });
        })
        .join(' ');
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
