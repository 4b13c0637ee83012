import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

it('gives buckets addresses of their own, and keeps the accounts', () => {
  const database = new Database(':memory:');
  migrateTo(database, 7);
  database.exec(`
    INSERT INTO accounts (id, name, endpoint, region, addressing, credential_kind)
      VALUES ('main', 'Main', 'https://oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou',
        'virtual-host', 'keychain')`);
  migrateTo(database, 8);
  database.exec(`
    INSERT INTO data_addresses (account_id, bucket, endpoint, addressing)
      VALUES ('main', 'photos', 'https://files.example.com', 'custom-domain')`);
  const find = `
    SELECT a.name, d.bucket, d.endpoint FROM accounts AS a
      JOIN data_addresses AS d ON d.account_id = a.id`;
  expect(database.prepare(find).all()).toEqual([
    { name: 'Main', bucket: 'photos', endpoint: 'https://files.example.com' },
  ]);
});
