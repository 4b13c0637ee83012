import { describe, expect, it } from 'vitest';
import { failureLine, runRealCampaign } from '../real-runs/campaign.ts';

const runs = Number(process.env['FERRY_RUNS'] ?? 100);
const firstSeed = Number(process.env['FERRY_SEED'] ?? 0);
/** Only there to end a hang. */
const timeout = 5 * 60_000 + runs * 10_000;

describe('the real command line on a line that spoils its exchanges', () => {
  it(
    `leaves nothing damaged, nothing doubled, nothing foreign overwritten, and no wrong exit code (${runs} runs from seed ${firstSeed})`,
    async () => {
      const report = await runRealCampaign({ firstSeed, runs });
      expect(report.failures.map(failureLine)).toEqual([]);
      expect(report.missed).toEqual([]);
    },
    timeout,
  );
});
