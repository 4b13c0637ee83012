import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DocumentName, documentLocation } from '../../../../main/desktop/calls/documents.ts';

const sources = path.join(import.meta.dirname, '..', '..', '..', '..');
const names: readonly DocumentName[] = ['user-guide', 'security', 'ram-policy'];
const languages = ['en', 'zh-CN'] as const;

describe('the documents that the window opens', () => {
  it('are there, in a clone', () => {
    const places = languages.flatMap((language) =>
      names.map((name) => documentLocation(name, { language, resources: undefined, sources })),
    );
    const files = places.flatMap((place) => ('file' in place ? place.file : []));
    expect(files).toHaveLength(4);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('are plain text beside the archive of a package', () => {
    const options = {
      language: 'zh-CN',
      resources: path.join('/', 'opt', 'ferry'),
      sources,
    } as const;
    expect(documentLocation('user-guide', options)).toEqual({
      file: path.join('/', 'opt', 'ferry', 'guide', 'user-guide.zh-CN.txt'),
    });
  });

  it('that are not ours lie at Alibaba Cloud, in the language of the window', () => {
    const urls = languages.map((language) =>
      documentLocation('ram-policy', { language, resources: undefined, sources }),
    );
    expect(urls).toEqual([
      { url: 'https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy' },
      { url: 'https://www.alibabacloud.com/help/zh/oss/user-guide/ram-policy' },
    ]);
  });
});
