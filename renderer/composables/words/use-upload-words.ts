import type { AccountLine, Say, UploadLine } from '../../../shared/ipc/picture.ts';
import { errorOfCause } from '../../model/cause.ts';
import { skippedFiles } from '../../model/list/upload-display.ts';
import { plainName } from '../../model/names/split-name.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';
import { useWords } from './use-words.ts';

/** What lines say about uploads, in the window's language. */
export function useUploadWords() {
  const words = useWords();
  const destinations = useDestinationsStore();

  /** `12.4 of 34.1 GB`: one unit when both have the same. */
  function sizePair(done: number, total: number): string {
    const part = words.size(done);
    const whole = words.size(total);
    const [value = '', unit = ''] = part.split(' ');
    const same = done === 0 || whole.endsWith(` ${unit}`);
    return words.t('uploads.of', { done: same ? value : part, total: whole });
  }

  /** The files and bytes of an upload under "Now". */
  function progressFacts({ single, files, total, bytes, bytesDone, state }: UploadLine): string {
    const begun = bytesDone > 0 && bytesDone < bytes;
    const size = begun ? sizePair(bytesDone, bytes) : words.size(bytes);
    if (single !== undefined) return size;
    const done = files.done + files.skipped;
    const counted =
      state !== 'done' && (done > 0 || begun)
        ? words.count('uploads.filesOf', total, { done: words.number(done) })
        : words.count('uploads.files', total);
    return `${counted} · ${size}`;
  }

  /** The result beside the files and bytes: of a line under "Now" that has ended. */
  function resultWord(line: UploadLine): string {
    if (line.state === 'done' && line.files.skipped === 0) return words.t('uploads.verified');
    return resultFacts(line);
  }

  /** The result of an upload that has ended. */
  function resultFacts(line: UploadLine): string {
    const { single, files, total, bytes, state } = line;
    const counted = single === undefined ? [words.count('uploads.files', total)] : [];
    if (state === 'empty') return words.t('uploads.noFiles');
    if (state === 'cancelled') {
      const done = words.number(files.done);
      if (single !== undefined) return words.t('uploads.cancelled');
      return `${words.t('uploads.cancelled')} · ${words.count('uploads.arrivedOf', total, { done })}`;
    }
    if (state === 'unconfirmed') {
      return [...counted, words.size(bytes), words.t('uploads.unconfirmedNote')].join(' · ');
    }
    if (files.skipped > 0) {
      const { gone, others, areSame } = skippedFiles(line);
      const left = gone === 0 ? [] : [words.count('uploads.gone', gone)];
      return [...counted, ...sentOrSkipped(line, others, areSame), ...left].join(' · ');
    }
    return [...counted, words.size(bytes), words.t('uploads.verifiedNote')].join(' · ');
  }

  /** Files that arrived beside files that were skipped. */
  function sentOrSkipped(
    { files, total, bytes }: UploadLine,
    others: number,
    areSame: boolean,
  ): readonly string[] {
    if (others === 0) {
      return files.done === 0 ? [] : [words.size(bytes), words.t('uploads.verifiedNote')];
    }
    const isWhole = others === total;
    if (isWhole) return [words.t(areSame ? 'uploads.allSame' : 'uploads.allSkipped')];
    const skipped = words.number(others);
    return areSame
      ? [words.count('uploads.newAndSame', files.done, { same: skipped })]
      : [words.count('uploads.newAndSkipped', files.done, { skipped })];
  }

  /** One sentence for a cause. */
  function sentence({ cause, files, example }: Say, owner: UploadLine | AccountLine): string {
    switch (cause) {
      case 'conflict':
        return words.count('say.conflict', files, { place: placeOf(owner) });
      case 'source-changed':
        return words.count('say.changed', files);
      case 'access-denied':
        return words.t('say.notAllowed', { bucket: owner.kind === 'upload' ? owner.bucket : '' });
      case 'source-unavailable':
        return words.count('say.diskMissing', files);
      case 'credentials':
      case 'credentials-expired':
      case 'credentials-missing':
      case 'credentials-rejected':
        return words.t('say.keyRejected');
      case 'proxy':
        return words.errorSentence('proxy-authentication');
      case 'public-endpoint':
        return words.errorSentence('public-endpoint-refused');
      case 'suspended':
        return words.errorSentence('account-suspended');
      case 'certificate':
        return words.errorSentence('certificate-rejected');
      case 'disk-full':
        return words.t('say.diskFull');
      default: {
        const text = words.errorSentence(errorOfCause(cause) ?? 'offline');
        if (files !== 1) return words.count('say.many', files, { sentence: text });
        const alone = owner.kind === 'upload' && owner.single !== undefined;
        return alone || example === undefined
          ? text
          : words.t('say.one', { name: isolated(example.name), sentence: text });
      }
    }
  }

  function placeOf(owner: UploadLine | AccountLine): string {
    return owner.kind === 'upload' ? destinations.nameOf(owner) : '';
  }

  return {
    ...words,
    sizePair,
    progressFacts,
    resultFacts,
    resultWord,
    sentence,
    hue: destinations.hueOf,
    placeOf,
  };
}

/** A name inside a sentence, which it can neither reorder nor disguise. */
function isolated(name: string): string {
  return `\u2068${plainName(name)}\u2069`;
}
