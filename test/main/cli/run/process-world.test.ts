import { expect, it } from 'vitest';
import { workingDirectory } from '../../../../main/cli/run/process-world.ts';

it.each([
  ['by npm in the clone', { npm_lifecycle_event: 'ferry', npm_package_name: 'ferry' }, '/start'],
  ['by a script of another package', { npm_lifecycle_event: 'deploy' }, '/clone'],
  ['by another script of the clone', { npm_lifecycle_event: 'demo' }, '/clone'],
])('row 75: relative paths of a Ferry started %s begin there', (_how, npm, expected) => {
  expect(workingDirectory({ ...npm, INIT_CWD: '/start' }, '/clone')).toBe(expected);
  expect(workingDirectory({}, '/clone')).toBe('/clone');
});
