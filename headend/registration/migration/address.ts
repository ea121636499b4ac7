/** Addresses as files write them: one form for what is stored, one key for what is the same house. */

const POST_CODE = /^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][ABD-HJLNP-UW-Z]{2}$/;

/** "sw1a1aa" as "SW1A 1AA"; undefined: not of the form (BS 7666; the area is not looked up). */
export function postCodeOf(text: string): string | undefined {
  const plain = text.replaceAll(' ', '').toUpperCase();
  if (!POST_CODE.test(plain)) return undefined;
  return `${plain.slice(0, -3)} ${plain.slice(-3)}`;
}

const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(APARTMENT|APPT|APT)\b/g, 'FLAT'],
  [/\b(NUMBER|NUM|NO)\b(?= *[0-9])/g, ''],
  [/\bSAINT\b/g, 'ST'],
  [/\bCOTT\b/g, 'COTTAGE'],
  [/\bHSE\b/g, 'HOUSE'],
  [/\bAND\b/g, '&'],
];

/** The same for all spellings of one house at one postcode: case, punctuation, blanks, common abbreviations. */
export function houseKeyOf(house: string): string {
  let text = house.toUpperCase().replaceAll(/[.,;'’/\\()-]+/g, ' ');
  for (const [pattern, replacement] of ABBREVIATIONS) text = text.replaceAll(pattern, replacement);
  // "12 A" and "12A" are one door.
  return text
    .replaceAll(/([0-9]) +(?=[A-Z]\b)/g, '$1')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** How it is kept: outer and double blanks mean nothing. */
export const houseOf = (text: string): string => text.trim().replaceAll(/ +/g, ' ');

/** undefined: not of the form. */
export function uprnOf(text: string): number | undefined {
  if (!/^[0-9]{1,12}$/.test(text)) return undefined;
  const uprn = Number(text);
  return uprn > 0 ? uprn : undefined;
}
