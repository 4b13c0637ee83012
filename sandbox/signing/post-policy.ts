import { OssError } from '../rules/oss-error.ts';

/** The fields of a form, names in lower case, and the facts about the file before it is read. */
export interface FormFacts {
  readonly fields: ReadonlyMap<string, string>;
  readonly bucket: string;
}

/** The file sizes that the policy allows, in bytes. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Checks a form against its policy.
 *
 * Source: "PostObject", section on the policy form field.
 *
 * @param policy Base64 of JSON
 * @throws OssError InvalidPolicyDocument, AccessDenied
 */
export function checkPostPolicy(policy: string, facts: FormFacts, now: number): SizeRange {
  const { expiration, conditions } = parsePolicy(policy);
  const until = Date.parse(expiration);
  if (Number.isNaN(until)) throw invalidPolicy('Invalid expiration.');
  if (until <= now) throw denied('Policy expired.');
  let range: SizeRange = { least: 0, most: Number.MAX_SAFE_INTEGER };
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      checkPairs(condition, facts);
      continue;
    }
    const [operator, name, value] = condition as unknown[];
    if (operator === 'content-length-range') {
      range = { least: Number(name), most: Number(value) };
    } else if (!holds(operator, readField(facts, name), value)) {
      throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
    }
  }
  return range;
}

function parsePolicy(policy: string): { expiration: string; conditions: unknown[] } {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
  } catch {
    throw invalidPolicy('Invalid JSON.');
  }
  if (typeof value !== 'object' || value === null) throw invalidPolicy('Invalid JSON.');
  const { expiration, conditions } = value as Record<string, unknown>;
  if (typeof expiration !== 'string') throw invalidPolicy('Policy missing expiration.');
  if (!Array.isArray(conditions)) throw invalidPolicy('Policy missing conditions.');
  return { expiration, conditions };
}

function checkPairs(condition: unknown, facts: FormFacts): void {
  if (typeof condition !== 'object' || condition === null || Object.keys(condition).length !== 1) {
    throw invalidPolicy(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  }
  for (const [name, value] of Object.entries(condition)) {
    if (readField(facts, name) !== String(value)) {
      throw denied(`Policy Condition failed: ["eq", "$${name}", ${JSON.stringify(value)}]`);
    }
  }
}

function readField(facts: FormFacts, name: unknown): string {
  const field = String(name).replace(/^\$/, '').toLowerCase();
  return field === 'bucket' ? facts.bucket : (facts.fields.get(field) ?? '');
}

function holds(operator: unknown, field: string, value: unknown): boolean {
  switch (operator) {
    case 'eq':
      return field === String(value);
    case 'starts-with':
      return field.startsWith(String(value));
    case 'in':
      return Array.isArray(value) && value.includes(field);
    case 'not-in':
      return Array.isArray(value) && !value.includes(field);
    default:
      throw invalidPolicy('Invalid condition operator.');
  }
}

function invalidPolicy(message: string): OssError {
  return new OssError('InvalidPolicyDocument', { message: `Invalid Policy: ${message}` });
}

function denied(message: string): OssError {
  return new OssError('AccessDenied', { message: `Invalid according to Policy: ${message}` });
}
