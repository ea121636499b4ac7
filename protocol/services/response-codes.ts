/**
 * The response codes of DUIS 5.4. The list is the XSD's; the meanings are from published guidance
 * only as far as `confidence` says: the DCC's own table of codes was not at hand.
 */

/** certain: read in published guidance; likely: from the field's use; unknown: only in the XSD. */
export type Confidence = 'certain' | 'likely' | 'unknown';
export type ResponseCodeEntry = { readonly meaning: string; readonly confidence: Confidence };

const certain = (meaning: string): ResponseCodeEntry => ({ meaning, confidence: 'certain' });
const likely = (meaning: string): ResponseCodeEntry => ({ meaning, confidence: 'likely' });

const GENERIC = {
  I0: certain('success'),
  I99: certain('accepted; or a non-device request that has no data to give is done'),
  E1: certain('the user is not known, or not in this role'),
  E2: certain('the role may not ask for this service'),
  E3: certain('the user is suspended, or not yet in service'),
  E4: certain('the user is not authorised for this device on this date'),
  E5: certain('the status of the device does not go with the service'),
  E11: certain('the service is not for this type of device'),
  E12: certain('the command variant does not go with the type of request'),
  E13: certain('the request was sent to the wrong address'),
  E17: certain('a local command is not available for this user or device'),
  E19: certain('there is no such device'),
  E20: certain('the device cannot be reached'),
  E21: certain('no response from the device'),
  E30: certain('the time for a future-dated command ran out'),
  E48: likely('the message or the command is refused: its form, signature or content'),
} as const satisfies Readonly<Record<string, ResponseCodeEntry>>;

// E49 to E65, as far as known: schema, duplicate counter, transform, anomaly detection, quarantine.
const REFUSED_MESSAGE = [
  'E49',
  'E50',
  'E51',
  'E52',
  'E53',
  'E54',
  'E55',
  'E56',
  'E57',
  'E58',
  'E59',
  'E60',
  'E61',
  'E62',
  'E63',
  'E64',
  'E65',
] as const;

const SMETS1 = [
  'E1000',
  'E1001',
  'E1003',
  'E1004',
  'E1006',
  'E1007',
  'E1008',
  'E1010',
  'E1011',
] as const;

const OTHER = [
  'E31',
  'E40',
  'E41',
  'E42',
  'E43',
  'E44',
  'E45',
  'E46',
  'E47',
  'E66',
  'E67',
  'E68',
  'E69',
  'E70',
  'E71',
  'E100',
] as const;

// Six digits: service, variant, running number. W is a warning: done, but not for every device.
const OF_ONE_SERVICE = [
  'E010101',
  'E010102',
  'E010201',
  'E030301',
  'E030302',
  'E040101',
  'E041701',
  'E050101',
  'E050102',
  'E050103',
  'E050105',
  'E050107',
  'E050108',
  'E050109',
  'E050110',
  'E050111',
  'E050112',
  'E050201',
  'E050202',
  'W050201',
  'E050301',
  'E050302',
  'W050301',
  'E060501',
  'E060502',
  'E060701',
  'E060801',
  'E060802',
  'E060803',
  'E061301',
  'E061304',
  'E061305',
  'E061501',
  'E061504',
  'E061505',
  'E061506',
  'E061507',
  'E061508',
  'E061509',
  'E061801',
  'E061802',
  'E061803',
  'E062101',
  'E062102',
  'E062103',
  'E062105',
  'E062201',
  'E062202',
  'E062203',
  'E062301',
  'E062302',
  'E062303',
  'E062304',
  'E062305',
  'E062306',
  'E062401',
  'E062402',
  'E062403',
  'E062801',
  'E062802',
  'E062803',
  'E080201',
  'E080202',
  'E080301',
  'E080302',
  'E080405',
  'E080406',
  'E080407',
  'E080408',
  'E080409',
  'E080410',
  'E080411',
  'E080412',
  'E080413',
  'E080414',
  'E080415',
  'E080501',
  'E080502',
  'E080503',
  'E080601',
  'E080602',
  'E080604',
  'E080606',
  'E080607',
  'E080702',
  'E080721',
  'E080722',
  'E080723',
  'E080801',
  'E080821',
  'E080822',
  'E080901',
  'E080902',
  'E080903',
  'E081101',
  'E081102',
  'E081104',
  'E081105',
  'E081106',
  'E081107',
  'E081108',
  'E081109',
  'E081110',
  'E081111',
  'E081202',
  'E081204',
  'E081205',
  'E081221',
  'E081222',
  'E081223',
  'E081301',
  'E081302',
  'E081303',
  'E081401',
  'E081402',
  'E081405',
  'E081406',
  'W081401',
  'E110101',
  'E110102',
  'E110103',
  'E110105',
  'E110106',
  'W110101',
  'E110401',
  'E110402',
  'E110403',
  'E110405',
  'W110401',
  'E120101',
  'E120102',
  'E120103',
  'E120201',
  'E120203',
  'E120204',
  'E120207',
] as const;

export type ResponseCode =
  | keyof typeof GENERIC
  | (typeof REFUSED_MESSAGE)[number]
  | (typeof SMETS1)[number]
  | (typeof OTHER)[number]
  | (typeof OF_ONE_SERVICE)[number];

const same = (codes: readonly string[], entry: (code: string) => ResponseCodeEntry) =>
  Object.fromEntries(codes.map((code) => [code, entry(code)]));
const unknown = (meaning: string): ResponseCodeEntry => ({ meaning, confidence: 'unknown' });
/** "E080405" → "8.4". */
const serviceOf = (code: string) => `${Number(code.slice(1, 3))}.${Number(code.slice(3, 5))}`;

/** Every code of sr:ResponseCode, with its meaning. */
export const responseCodes = {
  ...GENERIC,
  ...same(REFUSED_MESSAGE, () => likely('the message or the command is refused')),
  ...same(SMETS1, () => likely('an error of a SMETS1 device or service')),
  ...same(OTHER, () => unknown('an error; its meaning is not in what we read')),
  ...same(OF_ONE_SERVICE, (code) =>
    likely(
      `${code.startsWith('W') ? 'a warning' : 'an error'} of service ${serviceOf(code)} alone`,
    ),
  ),
} as Readonly<Record<ResponseCode, ResponseCodeEntry>>;

export const isResponseCode = (text: string): text is ResponseCode =>
  Object.hasOwn(responseCodes, text);
