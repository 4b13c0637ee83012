import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { Crc64Sum } from '../../../../sandbox/rules/crc64.ts';
import { connect } from '../../helpers/ali-oss.ts';
import { sendSigned } from '../../helpers/raw-request.ts';
import { useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

it('grows an object, and returns its new end', async () => {
  const client = connect(sandbox());
  const first = await client.append('log', Buffer.from('foo'));
  expect(first.nextAppendPosition).toBe('3');
  const second = await client.append('log', Readable.from([Buffer.from('bar')]), { position: '3' });
  expect(second.nextAppendPosition).toBe('6');
  const { content, res } = await client.get('log');
  expect(content.toString()).toBe('foobar');
  expect(res.headers).toMatchObject({
    'x-oss-object-type': 'Appendable',
    'x-oss-next-append-position': '6',
    'x-oss-hash-crc64ecma': new Crc64Sum().update(Buffer.from('foobar')).digest().toString(),
  });
});

it('refuses another position than the end', async () => {
  const client = connect(sandbox());
  await client.append('strict', Buffer.from('foo'));
  await expect(client.append('strict', Buffer.from('foo'))).rejects.toMatchObject({
    name: 'PositionNotEqualToLengthError',
    message: 'Position is not equal to file length',
    status: 409,
  });
});

it('refuses to append to what was put', async () => {
  const client = connect(sandbox());
  await client.put('normal', Buffer.from('foo'));
  await expect(client.append('normal', Buffer.from('bar'), { position: 3 })).rejects.toMatchObject({
    code: 'ObjectNotAppendable',
    status: 409,
  });
});

it('lets one of two that append at the same place win', async () => {
  const client = connect(sandbox());
  const results = await Promise.allSettled(
    ['one', 'two'].map((text) => client.append('race', Buffer.from(text))),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await client.get('race')).content.length).toBe(3);
});

it.each(['append', 'append&position=-1', 'append&position=x'])('refuses ?%s', async (query) => {
  const answer = await sendSigned(sandbox(), { method: 'POST', path: `/x?${query}`, body: 'a' });
  expect(answer.status).toBe(400);
});
