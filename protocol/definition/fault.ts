/** How a refusal gathers its path while it rises, and how a value is shown in one. */
import { Refused } from '../refused.ts';

export { Refused } from '../refused.ts';

/** Adds the name of the field on the way out; nothing is spent on a path until something is wrong. */
export function under(step: string | number, error: unknown): unknown {
  if (!(error instanceof Refused)) return error;
  const here = typeof step === 'number' ? `[${step}]` : step;
  const joint = error.path === '' || error.path.startsWith('[') ? '' : '.';
  return new Refused(here + joint + error.path, error.reason, error.line, error.code);
}

export const shown = (value: unknown): string => {
  const text =
    typeof value === 'string'
      ? `"${value}"`
      : value instanceof Uint8Array
        ? `${value.length} bytes`
        : typeof value === 'object' && value !== null
          ? 'an object'
          : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};
