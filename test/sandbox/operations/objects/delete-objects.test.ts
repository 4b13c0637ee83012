import { expect, it } from 'vitest';
import { connect } from '../../helpers/ali-oss.ts';
import { sendSigned } from '../../helpers/raw-request.ts';
import { useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

it('deletes what is there, and says the same of what is not', async () => {
  const client = connect(sandbox());
  await client.put('gone', Buffer.from('x'));
  expect((await client.delete('gone')).res.status).toBe(204);
  expect((await client.delete('gone')).res.status).toBe(204);
  await expect(client.head('gone')).rejects.toMatchObject({ code: 'NoSuchKey' });
});

it('deletes several at once, quietly if asked to', async () => {
  const client = connect(sandbox());
  const keys = ['several/1', 'several/2', 'several/3'];
  for (const key of keys) await client.put(key, Buffer.from('x'));
  const { deleted } = await client.deleteMulti([...keys, 'several/none']);
  expect(deleted.map(({ Key }) => Key)).toEqual([...keys, 'several/none']);
  for (const key of keys) await client.put(key, Buffer.from('x'));
  expect((await client.deleteMulti(keys, { quiet: true })).deleted).toEqual([]);
  expect((await client.list({ prefix: 'several/' })).objects).toEqual([]);
});

it.each([
  ['too many keys', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`],
  ['no key', '<Delete></Delete>'],
  ['another root', '<Remove><Object><Key>a</Key></Object></Remove>'],
  [
    'a document type',
    '<!DOCTYPE x [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
  ],
  ['half a document', '<Delete><Object><Key>a</Key>'],
  ['nothing', ''],
])('refuses %s', async (_, body) => {
  const answer = await sendSigned(sandbox(), { method: 'POST', path: '/?delete', body });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('<Code>MalformedXML</Code>');
});

it('checks the order against its Content-MD5', async () => {
  const answer = await sendSigned(sandbox(), {
    method: 'POST',
    path: '/?delete',
    body: '<Delete><Object><Key>a</Key></Object></Delete>',
    headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
  });
  expect(answer.text).toContain('<Code>InvalidDigest</Code>');
});
