import { join } from 'node:path';

export type DocumentName = 'user-guide' | 'ram-policy' | 'security';

/** Ferry's own documents are files in the package; Alibaba Cloud's documents are web pages. */
type DocumentLocation = { readonly file: string } | { readonly url: string };

interface DocumentOptions {
  readonly language: 'en' | 'zh-CN';
  /** The folder of the documents in a package, as plain text that every system can show. */
  readonly resources: string | undefined;
  /** The folder of the documents among the sources, for an app that is not packaged. */
  readonly sources: string;
}

/** The location of a document. The page gives only a name; main chooses the location. */
export function documentLocation(name: DocumentName, options: DocumentOptions): DocumentLocation {
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
