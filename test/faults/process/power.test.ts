import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/rules/operation.ts';
import { expectDone, loggedErrors, partsSent } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { switchedPower } from '../../helpers/doubles/switched-power.ts';

const content = noise(250 * KiB);

describe('sleep and other networks', () => {
  it('row 41: sleep drops every connection, and waking up goes on with what is missing', async () => {
    const { power, emit, idle, isBusy } = switchedPower();
    const ferry = await startFerryUnderTest({
      power,
      settings: { partsPerFile: 1, retryBudget: 1 },
    });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    expect(isBusy()).toBe(true);
    emit({ name: 'suspend' });
    await ferry.sandbox.journal.idle();
    await idle();
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'queued' });
    emit({ name: 'resume' });
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 65: addresses that come and go on a slow line restart no part that goes on', async () => {
    const { power, emit } = switchedPower();
    const ferry = await startFerryUnderTest({ power, settings: { partsPerFile: 2 } });
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      times: Infinity,
      fault: { kind: 'slow-read', bytesPerSecond: 300 * KiB },
    });
    const flapping = [[], ['10.8.0.2'], ['192.168.0.7', '2001:db8::7']];
    let moved = 0;
    ferry.engine.subscribe(() => {
      emit({ name: 'network-changed', lost: flapping[moved % flapping.length] ?? [] });
      moved += 1;
    });
    await ferry.add(ferry.write('film.mp4', content));
    await ferry.cleanedUp();
    expect(moved).toBeGreaterThan(flapping.length);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    expect(loggedErrors(ferry)).toEqual([]);
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 65: an address that goes as often as it likes spends no try and no budget', async () => {
    const { power, emit } = switchedPower();
    const ferry = await startFerryUnderTest({
      power,
      settings: { partsPerFile: 1, retryBudget: 1 },
    });
    const times = 10;
    /** Lets the address go whenever such a request is on its way. */
    const loseAddress = async (name: string, bytes: Buffer, operation: OperationName) => {
      const held = ferry.sandbox.faults.add({
        when: { operation },
        times,
        fault: { kind: 'hold' },
      });
      await ferry.add(ferry.write(name, bytes));
      for (let time = 1; time <= times; time += 1) {
        await held.nextFired();
        emit({ name: 'network-changed', lost: ['127.0.0.1'] });
      }
      await ferry.cleanedUp();
      await expectDone(ferry, name, bytes);
    };
    await loseAddress('note.txt', noise(10 * KiB), 'PutObject');
    await loseAddress('clip.mp4', content, 'InitiateMultipartUpload');
    await loseAddress('film.mp4', content, 'UploadPart');
    expect(partsSent(ferry.sandbox, 'film.mp4')).toEqual({ 1: 1 + times, 2: 1, 3: 1 });
  });

  it('row 54: on another network, connections are made anew and no part counts twice', async () => {
    const { power, emit } = switchedPower();
    const ferry = await startFerryUnderTest({
      power,
      settings: { partsPerFile: 1, retryBudget: 1 },
    });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    emit({ name: 'network-changed', lost: ['127.0.0.1'] });
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });
});
