import { describe, expect, it } from 'vitest';
import { connect } from '../../helpers/ali-oss.ts';
import { send, sendSigned } from '../../helpers/raw-request.ts';
import { startForTest, useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox({ buckets: ['ferry-sandbox'] });

describe('the ACL of an object', () => {
  it('opens it to requests without a signature, and closes it again', async () => {
    const client = connect(sandbox());
    await client.put('page', Buffer.from('hello'));
    expect((await client.getACL('page')).acl).toBe('default');
    const path = `/${sandbox().bucket}/page`;
    const closed = await send(sandbox(), { path });
    expect(closed.status).toBe(403);
    expect(closed.text).toContain('<Code>AccessDenied</Code>');
    await client.putACL('page', 'public-read');
    expect((await client.getACL('page')).acl).toBe('public-read');
    expect(await send(sandbox(), { path })).toMatchObject({ status: 200, text: 'hello' });
    expect((await send(sandbox(), { method: 'PUT', path, body: 'x' })).status).toBe(403);
    await client.putACL('page', 'private');
    expect((await send(sandbox(), { path })).status).toBe(403);
  });

  it('refuses what is no ACL', async () => {
    const client = connect(sandbox());
    await expect(client.putACL('page', 'open')).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});

describe('the tags of an object', () => {
  it('are put, read, counted and removed', async () => {
    const client = connect(sandbox());
    await client.put('tagged', Buffer.from('x'), {
      headers: { 'x-oss-tagging': 'a=1&b%20c=%E5%90%8D' },
    });
    expect((await client.getObjectTagging('tagged')).tag).toEqual({ a: '1', 'b c': '名' });
    expect((await client.head('tagged')).res.headers['x-oss-tagging-count']).toBe('2');
    await client.putObjectTagging('tagged', { only: 'this' });
    expect((await client.getObjectTagging('tagged')).tag).toEqual({ only: 'this' });
    expect((await client.deleteObjectTagging('tagged')).status).toBe(204);
    expect((await client.getObjectTagging('tagged')).tag).toEqual({});
  });

  it('need an object, and a document of tags', async () => {
    const client = connect(sandbox());
    await expect(client.putObjectTagging('nowhere', { a: '1' })).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
    const eleven = Array.from({ length: 11 }, (_, n) => `<Tag><Key>${n}</Key><Value/></Tag>`);
    const answer = await sendSigned(sandbox(), {
      method: 'PUT',
      path: '/tagged?tagging',
      body: `<Tagging><TagSet>${eleven.join('')}</TagSet></Tagging>`,
    });
    expect(answer.text).toContain('<Code>InvalidTag</Code>');
  });
});

describe('a symbolic link', () => {
  it('leads to its target', async () => {
    const client = connect(sandbox());
    await client.put('target-测试', Buffer.from('behind'));
    await client.putSymlink('link', 'target-测试', { meta: { uid: '1' } });
    expect((await client.getSymlink('link')).targetName).toBe('target-测试');
    expect((await client.get('link')).content.toString()).toBe('behind');
    const head = await client.head('link');
    expect(head.res.headers['x-oss-object-type']).toBe('Symlink');
    expect(head.meta).toEqual({ uid: '1' });
  });

  it('may lead nowhere, and an object is none', async () => {
    const client = connect(sandbox());
    await client.putSymlink('dangling', 'nowhere');
    const answer = await sendSigned(sandbox(), { path: '/dangling' });
    expect(answer.text).toContain('<Code>NoSuchSymLinkTarget</Code>');
    await expect(client.getSymlink('target-测试')).rejects.toMatchObject({ code: 'NotSymlink' });
  });
});

describe('an archived object', () => {
  it('is readable a minute after it was asked back, for some days', async () => {
    let ahead = 0;
    const own = await startForTest({ now: () => Date.now() + ahead });
    const client = connect(own);
    await client.put('cold', Buffer.from('x'), { headers: { 'x-oss-storage-class': 'Archive' } });
    const refused = { code: 'InvalidObjectState', status: 403 };
    await expect(client.get('cold')).rejects.toMatchObject(refused);
    expect((await client.restore('cold')).res.status).toBe(202);
    await expect(client.get('cold')).rejects.toMatchObject(refused);
    await expect(client.restore('cold')).rejects.toMatchObject({
      code: 'RestoreAlreadyInProgress',
      status: 409,
    });
    const restore = async () => (await client.head('cold')).res.headers['x-oss-restore'];
    expect(await restore()).toBe('ongoing-request="true"');
    ahead = 61_000;
    expect((await client.get('cold')).content.toString()).toBe('x');
    expect(await restore()).toMatch(/^ongoing-request="false", expiry-date=".* GMT"$/);
  });

  it('is not what a standard object is', async () => {
    const client = connect(sandbox());
    await client.put('warm', Buffer.from('x'));
    await expect(client.restore('warm')).rejects.toMatchObject({ code: 'OperationNotSupported' });
  });
});

it('saves a processed object under its new name, unchanged', async () => {
  const client = connect(sandbox());
  await client.put('picture.png', Buffer.from('pixels'));
  const { res } = await client.processObjectSave('picture.png', 'small.png', 'image/resize,w_200');
  expect(res.status).toBe(200);
  expect((await client.get('small.png')).content.toString()).toBe('pixels');
});
