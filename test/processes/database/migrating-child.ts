import { openDatabase } from '../../../main/store/database/open-database.ts';
import { laterMigrations } from './invented-migrations.ts';

/**
 * Brings a database up to date and ends itself, as by SIGKILL, before it runs a statement: the one
 * with this number, counted from 0. Prints them all, as JSON, when it got through.
 */
const [file = '', number = ''] = process.argv.slice(2);
const heard: string[] = [];
const queue = await openDatabase({
  file,
  migrations: laterMigrations,
  backups: true,
  openedAt: 0,
  verbose(sql) {
    if (String(heard.length) === number) process.kill(process.pid, 'SIGKILL');
    heard.push(String(sql));
  },
});
queue.close();
process.stdout.write(JSON.stringify(heard));
