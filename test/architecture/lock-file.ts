/** What is read of an entry of `package-lock.json`. */
export interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/**
 * Packages that a locked one names and the lock file lacks. npm leaves them out without a word when
 * the registry lacks one that is for another system only; `npm ci` then refuses the whole file.
 */
export function findUnlocked(packages: LockedPackages): readonly string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const { dependencies, devDependencies, optionalDependencies } = entry;
    const development = path === '' ? devDependencies : {};
    const names = Object.keys({ ...dependencies, ...development, ...optionalDependencies });
    return names
      .filter((name) => !placesFor(path, name).some((place) => place in packages))
      .map((name) => `${path === '' ? 'package.json' : path} needs ${name}`);
  });
}

/** Where Node looks for a package, from the folder of the one that needs it upwards. */
function placesFor(path: string, name: string): readonly string[] {
  const own = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
  if (path === '') return [own];
  const above = path.lastIndexOf('/node_modules/');
  return [own, ...placesFor(above === -1 ? '' : path.slice(0, above), name)];
}
