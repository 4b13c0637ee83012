import { computed, shallowRef } from 'vue';
import { type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { ObjectEntry, ObjectPage } from '../../../shared/ipc/bucket-view.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { useClient } from '../../bridge.ts';

/** A page of a list, by the token that leads to it; the first page has none. */
type PageToken = string | undefined;

/** A folder or an object of the shown page. */
export interface BucketRow {
  readonly key: string;
  /** Below the shown folder. */
  readonly name: string;
  /** Absent for a folder. */
  readonly object?: ObjectEntry;
}

/** What the bucket of a place holds, one folder and one page at a time. Reads only. */
export function useBucketList(place: Pick<SavedDestination, 'accountId' | 'bucket' | 'prefix'>) {
  const prefix = shallowRef(place.prefix);
  /** The tokens of the pages up to the shown one. */
  const tokens = shallowRef<readonly PageToken[]>([undefined]);
  const page = shallowRef<ObjectPage>();
  const error = shallowRef<ErrorRecord>();
  const loading = shallowRef(false);
  let newest = 0;

  async function load(): Promise<void> {
    newest += 1;
    const asked = newest;
    loading.value = true;
    error.value = undefined;
    const { accountId, bucket } = place;
    const after = tokens.value.at(-1);
    try {
      const request = { accountId, bucket, prefix: prefix.value, ...(after && { after }) };
      const answer = await useClient().call.bucket.list(request);
      if (asked === newest) page.value = answer;
    } catch (thrown) {
      if (asked === newest) error.value = toErrorRecord(thrown);
    }
    if (asked === newest) loading.value = false;
  }

  function enter(wanted: string): Promise<void> {
    prefix.value = wanted;
    tokens.value = [undefined];
    page.value = undefined;
    return load();
  }

  async function next(): Promise<void> {
    const token = page.value?.next;
    if (token === undefined || loading.value) return;
    tokens.value = [...tokens.value, token];
    await load();
  }

  async function previous(): Promise<void> {
    if (tokens.value.length === 1) return;
    tokens.value = tokens.value.slice(0, -1);
    await load();
  }

  /** The folders from the place down to the shown one, the shown one last. */
  const folders = computed(() => {
    const names = prefix.value
      .slice(place.prefix.length)
      .split('/')
      .filter((name) => name !== '');
    return names.map((name, index) => ({
      name,
      prefix: `${place.prefix}${names.slice(0, index + 1).join('/')}/`,
    }));
  });

  /** Folders first. The object with the name of the folder is its marker, and no row. */
  const rows = computed<readonly BucketRow[]>(() => {
    const { prefixes, objects } = page.value ?? { prefixes: [], objects: [] };
    const nameOf = (key: string) => key.slice(prefix.value.length);
    return [
      ...prefixes.map((key) => ({ key, name: nameOf(key).replace(/\/$/, '') })),
      ...objects
        .filter(({ key }) => key !== prefix.value)
        .map((object) => ({ key: object.key, name: nameOf(object.key), object })),
    ];
  });

  return {
    prefix,
    page,
    rows,
    error,
    loading,
    folders,
    number: computed(() => tokens.value.length),
    load,
    enter,
    next,
    previous,
  };
}
