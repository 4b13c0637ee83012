import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';

/** Chrome DevTools Protocol: the commands by name. */
export type Command = keyof Protocol.CommandParameters;

/** What a command takes. */
export type CommandParameters<Name extends Command> = Protocol.CommandParameters[Name];

/** What a command answers. */
export type CommandAnswer<Name extends Command> = Protocol.CommandReturnValues[Name];

/** Chrome DevTools Protocol: the events by name. */
export type ProtocolEvents = Protocol.Events;

/** What an event carries. */
export type EventDetails<Name extends keyof ProtocolEvents> = ProtocolEvents[Name];
