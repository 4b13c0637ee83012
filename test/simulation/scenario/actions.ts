import type { ErrorCode } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { ConflictPolicy, UploadOptions } from '../../../shared/upload/upload-options.ts';

/** Which rows a command means; numbers are taken modulo what is there when it is given. */
export type Choice =
  | { readonly of: 'row'; readonly number: number }
  | { readonly of: 'batch'; readonly number: number }
  | { readonly of: 'error'; readonly code: ErrorCode }
  | { readonly of: 'all' };

export interface Addition {
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
}

/** What a person does. */
export type Command =
  | ({ readonly do: 'add'; readonly roots: readonly string[]; readonly key?: string } & Addition)
  | ({ readonly do: 'add-blob'; readonly name: string; readonly size: number } & Addition)
  | {
      readonly do: 'pause' | 'resume' | 'cancel' | 'retry' | 'move-to-front' | 'remove';
      readonly choice: Choice;
    }
  | {
      readonly do: 'answer';
      readonly choice: Choice;
      readonly policy: Exclude<ConflictPolicy, 'ask'>;
    }
  | { readonly do: 'change-key'; readonly number: number; readonly key: string }
  | { readonly do: 'change-settings'; readonly change: Partial<Settings> }
  | { readonly do: 'unblock'; readonly accountId: string };

const commandNames: Readonly<Record<Command['do'], true>> = {
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
/** Each thing that a person does. */
export const commands = Object.keys(commandNames) as readonly Command['do'][];

export function isCommand(action: Action): action is Command {
  return action.do in commandNames;
}

/** What happens to the world. `for` is in milliseconds. */
export type Happening =
  | {
      readonly do:
        | 'network-down'
        | 'captive-portal'
        | 'proxy-password'
        | 'certificate-rejected'
        | 'disk-full'
        | 'disk-gone';
      readonly for: number;
    }
  | { readonly do: 'keys-rejected'; readonly accountId: string; readonly for: number }
  | {
      readonly do: 'token-expires';
      readonly accountId: string;
      /** Whether a request gets a new one; else the user signs in after `for`. */
      readonly renewable: boolean;
      readonly for: number;
    }
  | {
      readonly do:
        | 'file-edited'
        | 'file-touched'
        | 'file-replaced'
        | 'file-truncated'
        | 'file-grown'
        | 'file-deleted'
        | 'bad-sector';
      readonly number: number;
    }
  | {
      readonly do: 'file-locked' | 'file-unreadable';
      readonly number: number;
      readonly for: number;
    }
  | { readonly do: 'object-appears'; readonly number: number; readonly same: boolean }
  | { readonly do: 'clock-jumps'; readonly by: number }
  | { readonly do: 'computer-sleeps'; readonly for: number }
  | { readonly do: 'network-changes' }
  | { readonly do: 'kill' | 'power-cut' | 'restart'; readonly downFor: number };

export type Action = Command | Happening;

export interface TimedAction {
  /** Milliseconds after the beginning of the run. */
  readonly at: number;
  readonly action: Action;
}
