import { describe, expect, it } from 'vitest';
import { connect } from '../../helpers/ali-oss.ts';
import { useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

interface FormOptions {
  readonly fields?: Readonly<Record<string, string>>;
  readonly conditions?: readonly unknown[];
  readonly lifeMilliseconds?: number;
  readonly file?: string;
}

async function post({ fields, conditions, lifeMilliseconds, file }: FormOptions) {
  const { bucket, endpoint } = sandbox();
  const signed = connect(sandbox()).calculatePostSignature({
    expiration: new Date(Date.now() + (lifeMilliseconds ?? 60_000)).toISOString(),
    conditions: [{ bucket }, ...(conditions ?? [])],
  });
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...signed, ...fields })) form.set(name, value);
  form.set('file', new Blob([file ?? 'form content'], { type: 'text/x-form' }), 'my file.txt');
  return await fetch(`${endpoint}/${bucket}/`, { method: 'POST', body: form });
}

describe('PostObject', () => {
  it('stores the file of a signed form', async () => {
    const answer = await post({ fields: { key: 'dir/${filename}', 'x-oss-meta-a': '名' } });
    expect(answer.status).toBe(204);
    const { content, res } = await connect(sandbox()).get('dir/my file.txt');
    expect(content.toString()).toBe('form content');
    expect(res.headers['content-type']).toBe('text/x-form');
    expect(Buffer.from(res.headers['x-oss-meta-a'] ?? '', 'latin1').toString()).toBe('名');
  });

  it('answers as success_action_status asks', async () => {
    const ok = await post({ fields: { key: 'a', success_action_status: '200' } });
    expect([ok.status, await ok.text()]).toEqual([200, '']);
    const created = await post({ fields: { key: 'b', success_action_status: '201' } });
    expect(created.status).toBe(201);
    expect(await created.text()).toContain('<Key>b</Key>');
  });

  it('keeps a file that looks like a form, over many chunks', async () => {
    const file = '\r\n--x\r\n'.repeat(100_000);
    await post({ fields: { key: 'tricky' }, file });
    expect((await connect(sandbox()).get('tricky')).content.toString()).toBe(file);
  });

  it.each([
    ['an expired policy', { lifeMilliseconds: -1 }, 403, 'Policy expired'],
    [
      'another key than allowed',
      { conditions: [['starts-with', '$key', 'up/']] },
      403,
      'Condition',
    ],
    ['a file that is too large', { conditions: [['content-length-range', 1, 3]] }, 400, 'TooLarge'],
    [
      'a file that is too small',
      { conditions: [['content-length-range', 99, 999]] },
      400,
      'TooSmall',
    ],
    ['a broken signature', { fields: { Signature: 'x' } }, 403, 'SignatureDoesNotMatch'],
    ['an unknown key id', { fields: { OSSAccessKeyId: 'x' } }, 403, 'InvalidAccessKeyId'],
    ['no key', { fields: { key: '' } }, 400, 'InvalidObjectName'],
  ] as [string, FormOptions, number, string][])('refuses %s', async (_, options, status, text) => {
    const answer = await post({ ...options, fields: { key: 'refused', ...options.fields } });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(text);
    await expect(connect(sandbox()).head('refused')).rejects.toMatchObject({ code: 'NoSuchKey' });
  });

  it('refuses what is no form, and a form without a file or a signature', async () => {
    const url = `${sandbox().endpoint}/${sandbox().bucket}/`;
    const text = await fetch(url, { method: 'POST', body: 'x' });
    expect(await text.text()).toContain('MalformedPOSTRequest');
    const empty = new FormData();
    empty.set('key', 'x');
    expect(await (await fetch(url, { method: 'POST', body: empty })).text()).toContain(
      'FilePartNotExist',
    );
    empty.set('file', new Blob(['x']));
    expect((await fetch(url, { method: 'POST', body: empty })).status).toBe(403);
  });
});
