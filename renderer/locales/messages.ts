import type { english } from './en.ts';

/** The same shape with any words: what every language has to have, completely. */
export type Wording<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string ? string : Wording<Part[Name]>;
};

export type Messages = Wording<typeof english>;

type KeyOf<Part, Path extends string = ''> = {
  [Name in keyof Part & string]: Part[Name] extends string
    ? `${Path}${Name}`
    : KeyOf<Part[Name], `${Path}${Name}.`>;
}[keyof Part & string];

/** The path of a message, such as `toolbar.addFiles`. One that does not exist does not compile. */
export type MessageKey = KeyOf<Messages>;

export type Language = 'en' | 'zh-CN';
