import { describe, expect, it } from 'vitest';
import { uploadPolicy } from '../../../shared/upload/ram-policy.ts';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';

describe('ferry policy', () => {
  it('prints the policy, and nothing else on standard output', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('policy', '--to', 'oss://photos/2026/')).toBe(0);
    expect(fake.output()).toBe(`${uploadPolicy({ bucket: 'photos', prefix: '2026/' })}\n`);
    expect(fake.errors()).toContain('oss:GetObject');
    expect(fake.errors()).not.toContain('Careful');
    expect(fake.opened).toEqual([]);
  });

  it('says that a star of the place stands for any text', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('policy', '--to', 'oss://photos/a*b/')).toBe(0);
    expect(fake.errors()).toContain('Careful');
  });

  it('is for one object where the place is one', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('policy', '--to', 'oss://photos/in/today.csv')).toBe(0);
    expect(fake.output()).toContain('"acs:oss:*:*:photos/in/today.csv"');
    expect(fake.errors()).toContain('one object');
  });

  it('takes no other place', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('policy', '--to', 'photos')).toBe(2);
    expect(fake.output()).toBe('');
  });
});
