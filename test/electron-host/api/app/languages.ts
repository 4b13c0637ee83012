/** One of POSIX's locale names as Chromium writes languages: "zh_CN.UTF-8" is "zh-CN". */
function languageOf(posix: string): string | undefined {
  const name = /^[a-z]{2,3}(_[A-Za-z]+)?/.exec(posix)?.[0];
  return name?.replace('_', '-');
}

/** The user's languages, best first, from the environment; English when it names none. */
export function preferredLanguages(environment: NodeJS.ProcessEnv): string[] {
  const { LANGUAGE = '', LC_ALL = '', LC_MESSAGES = '', LANG = '' } = environment;
  const named = [...LANGUAGE.split(':'), LC_ALL, LC_MESSAGES, LANG].map(languageOf);
  const languages = named.filter((language) => language !== undefined);
  return languages.length > 0 ? [...new Set(languages)] : ['en-US'];
}
