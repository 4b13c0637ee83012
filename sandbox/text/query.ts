import { OssError } from '../rules/oss-error.ts';
import { percentDecode } from './text-coding.ts';

/** One argument of a query string, decoded; `value` is '' for `?acl` and for `?acl=`. */
export interface QueryArgument {
  readonly name: string;
  readonly value: string;
}

/** The arguments of a request, in the order sent. */
export class Query {
  readonly all: readonly QueryArgument[];

  constructor(all: readonly QueryArgument[]) {
    this.all = all;
  }

  get(name: string): string | undefined {
    return this.all.find((argument) => argument.name === name)?.value;
  }

  has(name: string): boolean {
    return this.all.some((argument) => argument.name === name);
  }

  /**
   * @param text the part after the question mark
   * @throws OssError InvalidURI for a broken escape
   */
  static parse(text: string): Query {
    const pieces = text.split('&').filter((piece) => piece !== '');
    return new Query(pieces.map(parseArgument));
  }
}

function parseArgument(piece: string): QueryArgument {
  const equals = piece.indexOf('=');
  const name = equals === -1 ? piece : piece.slice(0, equals);
  const value = equals === -1 ? '' : piece.slice(equals + 1);
  return { name: decode(name), value: decode(value) };
}

function decode(text: string): string {
  const decoded = percentDecode(text.replaceAll('+', ' '));
  if (decoded === undefined) throw new OssError('InvalidURI', { details: { URI: text } });
  return decoded;
}
