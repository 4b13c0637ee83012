import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type CallSender, gateCall } from '../../main/desktop/calls/call-gate.ts';
import { contract } from '../../shared/ipc/contract.ts';
import type { CallDefinition, Definition, Schema } from '../../shared/ipc/define.ts';
import { callExamples } from './call-examples.ts';
import { hostileInputs } from './hostile-inputs.ts';

const page: CallSender = { url: 'app://ferry/index.html', isTopFrame: true, isOwnWindow: true };
const MiB = 1024 * 1024;

interface NamedCall {
  readonly name: string;
  readonly definition: CallDefinition<Schema, unknown>;
  readonly example: unknown;
}

const examples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = callExamples;

const calls: readonly NamedCall[] = Object.entries(contract).flatMap(([group, definitions]) =>
  Object.entries(definitions as Readonly<Record<string, Definition>>).flatMap(
    ([name, definition]) => {
      if (definition.kind !== 'call') return [];
      const example = examples[group]?.[name];
      return [{ name: `${group}.${name}`, definition, example }];
    },
  ),
);

/** The names of all fields that a schema knows, at any depth, as paths. */
function fieldsOf(schema: unknown, at = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { entries, options, item, wrapped, pipe, value } = schema as Record<string, unknown>;
  const inner = Object.entries(entries ?? {}).flatMap(([name, field]) => [
    `${at}.${name}`,
    ...fieldsOf(field, `${at}.${name}`),
  ]);
  const others = [options, pipe].flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  return [...inner, ...[...others, item, wrapped, value].flatMap((one) => fieldsOf(one, at))];
}

/** Whether a value is plain data: objects, lists and bytes without any prototype of their own. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Uint8Array) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return Object.values(value).every(isPlain);
}

/** Objects whose keys a person chooses. */
const ownWords = new Set(['meta', 'tagging', 'customValue']);

/** Keys, at any depth, that the contract does not know. */
function strangeKeys(value: unknown, known: ReadonlySet<string | undefined>): readonly string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) || known.has(key) ? [] : [key]),
    ...(ownWords.has(key) ? [] : strangeKeys(inner, known)),
  ]);
}

describe('every call', () => {
  it('has limits of its size and its rate', () => {
    const large = calls.filter(({ definition }) => definition.mostBytes > MiB);
    expect(large.map(({ name }) => name)).toEqual(['batches.handOver', 'batches.addBlob']);
    expect(Math.max(...calls.map(({ definition }) => definition.mostBytes))).toBe(256 * MiB);
    expect(Math.max(...calls.map(({ definition }) => definition.callsPerSecond))).toBe(100);
  });

  it('names no file of this computer, but for the one that is the preload’s', () => {
    const placed = /(path|file|folder|root|directory|source)s?$/i;
    const suspects = calls.flatMap(({ name, definition }) =>
      fieldsOf(definition.input)
        .filter((field) => placed.test(field.slice(field.lastIndexOf('.'))))
        .map((field) => `${name}${field}`),
    );
    const allowed = ['batches.handOver.paths'];
    const harmless = suspects.filter((field) => /\.(keepEmptyFolders|partsPerFile)$/.test(field));
    expect(suspects.filter((field) => !harmless.includes(field))).toEqual(allowed);
    const preloads = calls.filter(({ definition }) => definition.from === 'preload');
    expect(preloads.map(({ name }) => name)).toEqual(['batches.handOver']);
  });

  it.each(calls)('$name lets its usual input through, so often and no more', async (call) => {
    const { definition, example } = call;
    let answered = 0;
    const gate = gateCall(
      definition,
      () => Promise.resolve((answered += 1)),
      () => 0,
    );
    const input = structuredClone(example);
    for (let count = 0; count < 150; count += 1) await gate(page, input);
    expect(answered).toBe(definition.callsPerSecond);
  });

  it.each(calls)('$name hands on nothing but what its contract says', async (call) => {
    const { definition, example } = call;
    const seen: unknown[] = [];
    const known = new Set(fieldsOf(definition.input).map((field) => field.split('.').at(-1)));
    let refused = 0;
    let tried = 0;
    for (const [what, value] of hostileInputs(example)) {
      tried += 1;
      seen.length = 0;
      // A gate of its own: the rate is another test's.
      const gate = gateCall(
        definition,
        (input) => Promise.resolve(seen.push(input)),
        () => 0,
      );
      const answer = await gate(page, structuredClone(value));
      if (answer.ok) {
        const [input] = seen;
        expect([what, v.is(definition.input, input), isPlain(input)]).toEqual([what, true, true]);
        expect([what, strangeKeys(input, known)]).toEqual([what, []]);
      } else {
        refused += 1;
        expect([what, seen]).toEqual([what, []]);
        expect(answer.error.code).toMatch(/^call-(?:refused|too-large)$/);
        expect(answer.error.detail?.length).toBeLessThan(100);
      }
    }
    expect(refused).toBeGreaterThan(tried / 2);
    expect({}).not.toHaveProperty('polluted');
  });
});

it('at least 200 hostile messages are tried', () => {
  const tried = calls.map(({ example }) => [...hostileInputs(example)].length);
  expect(tried.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5000);
});
