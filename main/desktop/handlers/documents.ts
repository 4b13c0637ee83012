import { join } from 'node:path';

export type DocumentName = 'user-guide' | 'ram-policy' | 'security';

/** What Ferry says of itself comes with it; what Alibaba Cloud says is on its own pages. */
export type DocumentPlace = { readonly file: string } | { readonly url: string };

export interface DocumentOptions {
  readonly language: 'en' | 'zh-CN';
  /** Where packages have them, as plain text that every system can show. */
  readonly resources: string | undefined;
  /** The folder of the sources, for an app that is not packed. */
  readonly sources: string;
}

/** Where a document is. The page names it; where it lies is ours to say. */
export function placeOfDocument(name: DocumentName, options: DocumentOptions): DocumentPlace {
  const chinese = options.language === 'zh-CN';
  switch (name) {
    case 'user-guide':
      return { file: ownDocument(chinese ? 'user-guide.zh-CN' : 'user-guide', options) };
    case 'security':
      return { file: ownDocument('security', options) };
    case 'ram-policy':
      return {
        url: `https://www.alibabacloud.com/help/${chinese ? 'zh' : 'en'}/oss/user-guide/ram-policy`,
      };
  }
}

function ownDocument(name: string, { resources, sources }: DocumentOptions): string {
  return resources === undefined
    ? join(sources, 'docs', `${name}.md`)
    : join(resources, 'guide', `${name}.txt`);
}
