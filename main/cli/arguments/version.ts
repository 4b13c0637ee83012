import manifest from '../../../package.json' with { type: 'json' };

/** The version in this Ferry's manifest. */
export function ownVersion(): string {
  return manifest.version;
}
