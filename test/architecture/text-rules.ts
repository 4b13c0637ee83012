const registryHost = /\bregistry\.[a-z0-9-]+\.[a-z]{2,}/;
const registrySetting = /^\s*(@[\w-]+:)?registry\s*=/m;
const machinePath =
  /(?<![\w.~/:*-])\/(?:(?:home|Users|work|tmp\/ferry)\/\w+|root\/\.\w+)|[A-Z]:\\+Users\\+\w+/;

/** What a text file gives away of the machine it was written on, in words. */
export function findTextProblems(path: string, text: string): readonly string[] {
  const problems = [
    registryHost.test(text) && 'names the host of a package registry',
    path.endsWith('.npmrc') && registrySetting.test(text) && 'chooses a package registry',
    machinePath.test(text) && `holds a path of one machine: ${machinePath.exec(text)?.[0] ?? ''}`,
    path.endsWith('package-lock.json') &&
      text.includes('"resolved"') &&
      'says where packages were downloaded from',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `${path} ${problem}`);
}
