/**
 * A value on its way between the page's main world and the preload's isolated world. Only plain
 * data crosses: functions and promises stay where they were made and are named by a number.
 */
export type Crossing =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'cloned'; readonly value: unknown }
  | { readonly kind: 'same'; readonly index: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'function'; readonly id: number }
  | { readonly kind: 'promise'; readonly id: number }
  | { readonly kind: 'array'; readonly items: readonly Crossing[] }
  | { readonly kind: 'object'; readonly items: Readonly<Record<string, Crossing>> };

/** A message from one world to the other. Every `request` is answered before its dispatch returns. */
export type BridgeMessage =
  | {
      readonly op: 'call';
      readonly request: number;
      readonly id: number;
      readonly values: readonly Crossing[];
    }
  | {
      readonly op: 'expose';
      readonly request: number;
      readonly key: string;
      readonly api: Crossing;
    }
  | { readonly op: 'answer'; readonly request: number; readonly value: Crossing }
  | { readonly op: 'refusal'; readonly request: number; readonly message: string }
  | { readonly op: 'settle'; readonly id: number; readonly ok: boolean; readonly value: Crossing };

/** What lives in one world and is named by numbers in the other. */
export interface BridgeRegistry {
  keepFunction(made: (...values: unknown[]) => unknown): number;
  keepPromise(made: Promise<unknown>): number;
  callOther(id: number, values: readonly unknown[]): unknown;
  awaitOther(id: number): Promise<unknown>;
  /** A File has crossed from the page; it may soon be asked for its path. */
  sawFile(file: File): void;
}
