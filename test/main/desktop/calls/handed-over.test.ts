import { describe, expect, it } from 'vitest';
import { HandedOver } from '../../../../main/desktop/calls/handed-over.ts';

describe('paths that were handed over', () => {
  it('row 77: are taken once, in order, from any number of portions', () => {
    const handedOver = new HandedOver();
    const portion = (from: number) => Array.from({ length: 10_000 }, (_, at) => `/f/${from + at}`);
    for (const from of [0, 10_000, 20_000]) handedOver.keep('drop', portion(from));
    handedOver.keep('another drop', ['/g']);
    expect(handedOver.take('drop')).toEqual([0, 10_000, 20_000].flatMap(portion));
    expect(() => handedOver.take('drop')).toThrow(
      expect.objectContaining({ code: 'call-refused' }),
    );
    expect(handedOver.take('another drop')).toEqual(['/g']);
  });

  it('are refused as too many, and kept by no half', () => {
    const handedOver = new HandedOver();
    const many = Array.from({ length: 500_000 }, () => '/f');
    handedOver.keep('drop', many);
    handedOver.keep('drop', many);
    expect(() => {
      handedOver.keep('drop', ['/one-more']);
    }).toThrow(expect.objectContaining({ code: 'call-too-large' }));
    expect(() => handedOver.take('drop')).toThrow(
      expect.objectContaining({ code: 'call-refused' }),
    );
  });

  it('are replaced when a page leaves them behind', () => {
    const handedOver = new HandedOver();
    for (let drop = 0; drop < 9; drop += 1) handedOver.keep(`drop ${drop}`, [`/${drop}`]);
    expect(() => handedOver.take('drop 0')).toThrow(
      expect.objectContaining({ code: 'call-refused' }),
    );
    expect(handedOver.take('drop 1')).toEqual(['/1']);
  });
});
