import { describe, expect, it } from 'vitest';
import { rowsAtOnce } from '../../../../main/store/operations/row-walk.ts';
import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import type { TransferEvent } from '../../../../shared/transfer-state.ts';
import { newFile, newFiles } from '../../store/sample-rows.ts';
import { keysOf, noon, usePublisher } from './picture-fixture.ts';

const world = usePublisher();
const day = 24 * 60 * 60 * 1000;

function apply(id: number, event: TransferEvent): void {
  world.queue.operations.apply(id, event);
}

function start(count: number): void {
  world.queue.operations.claim('small', count, []);
}

describe('a list of uploads under a search or a filter', () => {
  it('a search moves no line in sight: what its files add is offered, or comes below', async () => {
    const yesterday = noon - day;
    const skipped = { name: 'skipped', reason: 'identical' } as const;
    const needle = newFile('needle.jpg', { state: skipped });
    const other = newFile('other.jpg', { state: skipped });
    world.add([needle], { name: 'eldest', createdAt: yesterday - 2 });
    world.add([other], { name: 'needle, older', createdAt: yesterday - 1 });
    world.add([needle], { name: 'between', createdAt: yesterday });
    world.add([other], { name: 'needle, newer' });
    // The first portion of the search ends in this one.
    world.add(newFiles(rowsAtOnce + 1, { state: skipped }), { name: 'long' });
    const view: PictureView = { kind: 'uploads', entered: noon + 1, search: 'needle' };
    const first = await world.ask(view);
    const named = ['h:today:', 4, 'h:yesterday:', 2];
    expect([keysOf(first.list.lines), first.list.searching]).toEqual([named, true]);
    await world.pass(1000);
    const { list: searched } = await world.ask(view);
    expect(searched).toMatchObject({ held: 1, matching: 3, searching: false });
    expect(keysOf(searched.lines)).toEqual(['h:today:', 4, 'h:yesterday:', 2, 1]);
    const anew = await world.ask({ ...view, entered: noon + 2 });
    expect(keysOf(anew.list.lines)).toEqual(['h:today:', 4, 'h:yesterday:', 3, 2, 1]);
    await world.pass(1000);
    const { list: again } = await world.ask({ ...view, entered: noon + 2 });
    expect([keysOf(again.lines), again.held]).toEqual([keysOf(anew.list.lines), undefined]);
  });

  it('an upload that enters the filter moves no line in sight; a new one comes in at the top', async () => {
    const [one = 0] = world.add([newFile('a')]);
    const [two = 0] = world.add([newFile('b')]);
    const [three = 0] = world.add([newFile('c')]);
    start(3);
    const fail = (id: number): void => {
      apply(id, { type: 'fail', error: { code: 'access-denied' } });
      world.publish({ manyRows: true });
    };
    fail(one);
    fail(three);
    const failed: PictureView = { kind: 'uploads', entered: noon, result: 'failed' };
    expect(keysOf((await world.ask(failed)).list.lines)).toEqual(['h:now:', 3, 1]);
    fail(two);
    const { list: held } = await world.ask(failed);
    expect([keysOf(held.lines), held.held]).toEqual([['h:now:', 3, 1], 1]);
    const [four = 0] = world.add([newFile('d')], { createdAt: noon + 1 });
    start(1);
    fail(four);
    const { list: added } = await world.ask(failed);
    expect([keysOf(added.lines), added.held]).toEqual([['h:now:', 4, 3, 1], 1]);
    const anew = await world.ask({ ...failed, entered: noon + 2 });
    expect(keysOf(anew.list.lines).filter((key) => typeof key === 'number')).toEqual([4, 3, 2, 1]);
    expect(anew.list).not.toHaveProperty('held');
  });

  it('a removal under a filter comes back to its place by its undo', async () => {
    for (const name of ['a', 'b', 'c']) world.add([newFile(name)]);
    start(3);
    for (const id of [1, 2, 3]) apply(id, { type: 'fail', error: { code: 'access-denied' } });
    world.publish({ manyRows: true });
    const failed: PictureView = { kind: 'uploads', entered: noon + 1, result: 'failed' };
    const lines = keysOf((await world.ask(failed)).list.lines);
    world.queue.operations.putAside({ batchId: 2 }, 1);
    world.publish({ manyRows: true });
    expect(keysOf((await world.ask(failed)).list.lines)).toHaveLength(lines.length - 1);
    world.queue.operations.bringBack(1);
    world.publish({ manyRows: true });
    expect(keysOf((await world.ask(failed)).list.lines)).toEqual(lines);
  });
});
