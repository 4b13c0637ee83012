import { describe, expect, it } from 'vitest';
import { expectDone, partsSent } from '../helpers/expect-transfer.ts';
import { eventually } from '../helpers/eventually.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';
import { switchedPower } from '../helpers/switched-power.ts';

const content = noise(250 * KiB);

describe('sleep and other networks', () => {
  it('row 41: sleep drops every connection, and waking up goes on with what is missing', async () => {
    const { power, tell, isBusy } = switchedPower();
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
    tell('suspend');
    await ferry.sandbox.journal.idle();
    await eventually(() => !isBusy());
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'queued' });
    tell('resume');
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 65: an address that only comes restarts no part, however often', async () => {
    const { power, tell } = switchedPower();
    const ferry = await startFerryUnderTest({ power, settings: { partsPerFile: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    for (let times = 0; times < 5; times += 1) tell('network-added');
    held.release();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 54: on another network, connections are made anew and no part counts twice', async () => {
    const { power, tell } = switchedPower();
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
    tell('network-changed');
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });
});
