import { drawScenario, type Scenario } from '../scenario/scenario.ts';
import { faultNames, type FaultName } from '../world/faults.ts';

/** A seed, or less of it: only some of its actions, faults and crashes. */
export interface Selection {
  readonly seed: number;
  /** Indices into the actions of the whole scenario. */
  readonly actions?: readonly number[];
  readonly faults?: readonly FaultName[];
  readonly crashes?: readonly number[];
}

/** The run that a selection names. */
export function scenarioOf({ seed, actions, faults, crashes }: Selection): Scenario {
  const whole = drawScenario(seed);
  return {
    ...whole,
    actions: actions === undefined ? whole.actions : pick(whole.actions, actions),
    rates:
      faults === undefined
        ? whole.rates
        : new Map([...whole.rates].filter(([name]) => faults.includes(name))),
    crashAt: crashes ?? whole.crashAt,
  };
}

function pick<T>(items: readonly T[], indices: readonly number[]): readonly T[] {
  return indices.flatMap((index) => {
    const item = items[index];
    return item === undefined ? [] : [item];
  });
}

/** The command that runs a selection again and prints what happens. */
export function replayCommand({ seed, actions, faults, crashes }: Selection): string {
  const parts = [`node test/simulation/replay.ts --seed ${seed}`];
  if (actions !== undefined) parts.push(`--actions ${actions.join() || 'none'}`);
  if (faults !== undefined) parts.push(`--faults ${faults.join() || 'none'}`);
  if (crashes !== undefined) parts.push(`--crashes ${crashes.join() || 'none'}`);
  return parts.join(' ');
}

/**
 * Reads what `replayCommand` writes after the script's name.
 * @throws Error naming what is wrong
 */
export function readSelection(values: Readonly<Record<string, string | undefined>>): Selection {
  const { actions, faults, crashes } = values;
  const seed = Number(values['seed']);
  if (values['seed'] === undefined || !Number.isSafeInteger(seed)) {
    throw new Error('--seed wants a whole number.');
  }
  return {
    seed,
    ...(actions !== undefined && { actions: list(actions).map(Number) }),
    ...(faults !== undefined && { faults: list(faults).filter(isFault) }),
    ...(crashes !== undefined && { crashes: list(crashes).map(Number) }),
  };
}

function list(text: string): readonly string[] {
  return text === 'none' ? [] : text.split(',');
}

function isFault(text: string): text is FaultName {
  return (faultNames as readonly string[]).includes(text);
}
