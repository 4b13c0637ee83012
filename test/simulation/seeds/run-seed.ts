import type { Scenario } from '../scenario/scenario.ts';
import { perform } from '../scenario/perform.ts';
import { Simulation } from '../simulation.ts';
import { settleEverything } from '../settle-everything.ts';
import type { FaultName } from '../world/faults.ts';
import type { Violation } from '../world/world.ts';

/** What came of a run. */
export interface Outcome {
  readonly seed: number;
  /** Equal for equal runs. */
  readonly hash: number;
  readonly violations: readonly Violation[];
  readonly fired: ReadonlyMap<FaultName, number>;
  /** Steps of the engine at its ports: as many as there are places to crash at. */
  readonly steps: number;
  /** Events, and the virtual milliseconds they took. */
  readonly events: number;
  readonly milliseconds: number;
  /** How the transfers ended, before what was left of them was cancelled. */
  readonly states: ReadonlyMap<string, number>;
  readonly lines: readonly string[];
}

const hour = 3_600_000;

/** Runs a scenario: first things go wrong, then nothing does and everything has to end. */
export async function runScenario(scenario: Scenario, recording = false): Promise<Outcome> {
  const simulation = new Simulation(scenario, recording);
  const { world } = simulation;
  world.onCrashPoint = () => {
    simulation.crash(world.random.chance(0.3));
    world.time.after(world.random.next() * 20_000, () => {
      simulation.boot();
    });
  };
  for (const { at, action } of scenario.actions) {
    world.time.after(at, () => {
      perform(simulation, action);
    });
  }
  simulation.boot();
  let over = false;
  world.time.after(scenario.length, () => {
    over = true;
  });
  await simulation.drive(() => over, scenario.length * 2);
  const states = new Map<string, number>();
  if (world.violations.length === 0) {
    await settleEverything(simulation, 6 * hour, ({ state }) => {
      const name = state.name === 'failed' ? `failed ${state.error.code}` : state.name;
      states.set(name, (states.get(name) ?? 0) + 1);
    });
  }
  return {
    seed: scenario.seed,
    hash: world.trace.hash,
    violations: world.violations,
    fired: world.faults.fired,
    steps: world.steps,
    events: world.trace.length,
    milliseconds: world.time.monotonic,
    states,
    lines: world.trace.lines,
  };
}
