import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RecordLog } from '../../../sandbox/storage/record-log.ts';
import { temporaryFolder } from '../helpers/temporary-sandbox.ts';

const open = (path: string) => new RecordLog<{ n: number }>(path);

it('reads back what was put and not removed', () => {
  const path = join(temporaryFolder(), 'log');
  const log = open(path);
  log.put('a', { n: 1 });
  log.put('b\n"', { n: 2 });
  log.put('a', { n: 3 });
  log.put('c', { n: 4 });
  log.delete('c');
  log.delete('never');
  log.close();
  const again = open(path);
  expect([...again.names()]).toEqual(['a', 'b\n"']);
  expect(again.get('a')).toEqual({ n: 3 });
  expect(again.size).toBe(2);
  again.close();
});

it('forgets a last line that was cut short, and goes on after it', () => {
  const path = join(temporaryFolder(), 'log');
  const log = open(path);
  log.put('a', { n: 1 });
  log.close();
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '["b",{"n":');
  const again = open(path);
  expect([...again.values()]).toEqual([{ n: 1 }]);
  expect(readFileSync(path, 'utf8')).toBe(whole);
  again.put('b', { n: 2 });
  again.close();
  const third = open(path);
  expect([...third.values()]).toEqual([{ n: 1 }, { n: 2 }]);
  third.close();
});

it('stays small however often records change', () => {
  const path = join(temporaryFolder(), 'log');
  const log = open(path);
  for (let n = 0; n < 25_000; n += 1) log.put('same', { n });
  expect(statSync(path).size).toBeLessThan(400_000);
  log.put('other', { n: 0 });
  log.close();
  const again = open(path);
  expect(again.get('same')).toEqual({ n: 24_999 });
  expect(again.get('other')).toEqual({ n: 0 });
  again.close();
});
