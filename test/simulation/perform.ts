import type { Action, Command } from './actions.ts';
import { giveCommand } from './give-command.ts';
import { happen } from './happen.ts';
import type { Simulation } from './simulation.ts';

const commands: Readonly<Record<Command['do'], true>> = {
  add: true,
  'add-blob': true,
  pause: true,
  resume: true,
  cancel: true,
  retry: true,
  'move-to-front': true,
  remove: true,
  answer: true,
  'change-key': true,
  'change-settings': true,
  unblock: true,
};

/** Lets an action happen; a command waits until an engine is there to hear it. */
export function perform(simulation: Simulation, action: Action): void {
  if (isCommand(action)) command(simulation, action);
  else happen(simulation, action);
}

function isCommand(action: Action): action is Command {
  return action.do in commands;
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
