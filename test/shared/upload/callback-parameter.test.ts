import { describe, expect, it } from 'vitest';
import { callbackParameter } from '../../../shared/upload/callback-parameter.ts';

describe('callbackParameter', () => {
  it('writes every field in the words of OSS', () => {
    const { callback, variables } = callbackParameter({
      url: 'http://a.example/x;http://b.example/',
      host: 'c.example',
      body: 'bucket=${bucket}&var1=${x:var1}',
      contentType: 'application/x-www-form-urlencoded',
      customValue: { var1: 'value1', 变量: '2' },
    });
    expect(JSON.parse(callback)).toEqual({
      callbackUrl: 'http://a.example/x;http://b.example/',
      callbackHost: 'c.example',
      callbackBody: 'bucket=${bucket}&var1=${x:var1}',
      callbackBodyType: 'application/x-www-form-urlencoded',
    });
    expect(JSON.parse(variables ?? '')).toEqual({ 'x:var1': 'value1', 'x:变量': '2' });
  });

  it('row 70: takes the names of variables with their prefix, too', () => {
    const customValue = { 'x:who': '1', what: '2' };
    const { variables } = callbackParameter({ url: 'http://a.example/', body: 'a', customValue });
    expect(JSON.parse(variables ?? '')).toEqual({ 'x:who': '1', 'x:what': '2' });
  });

  it('leaves out what is not given', () => {
    const parameter = callbackParameter({ url: 'http://a.example/', body: 'a', customValue: {} });
    expect(parameter).toEqual({
      callback: '{"callbackUrl":"http://a.example/","callbackBody":"a"}',
    });
  });

  it.each([
    ['http://a.example/层 x', 'http://a.example/%E5%B1%82%20x'],
    ['http://a.example/%E5%B1%82?a=%2F', 'http://a.example/%E5%B1%82?a=%2F'],
    ['http://a.example/100%', 'http://a.example/100%25'],
  ])('escapes %s once', (url, expected) => {
    const parameter = callbackParameter({ url, body: 'a' });
    expect(JSON.parse(parameter.callback)).toMatchObject({ callbackUrl: expected });
  });
});
