import { type Action, type Command, isCommand } from './actions.ts';
import { giveCommand } from './give-command.ts';
import { happen } from './happen.ts';
import type { Simulation } from '../simulation.ts';

/** Lets an action happen; a command waits until an engine is there to hear it. */
export function perform(simulation: Simulation, action: Action): void {
  if (isCommand(action)) command(simulation, action);
  else happen(simulation, action);
}

function command(simulation: Simulation, action: Command): void {
  const { engine, world } = simulation;
  if (engine === undefined) {
    simulation.lasting += 1;
    world.time.after(200, () => {
      simulation.lasting -= 1;
      command(simulation, action);
    });
    return;
  }
  simulation.track(JSON.stringify(action), () => giveCommand(simulation, engine, action));
}
