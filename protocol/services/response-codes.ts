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
  E49: likely('a request with this counter was received before, or the counter is not greater'),
  E55: likely('the request does not follow the schema, or its header and body do not agree'),
  E57: likely('the signature does not verify'),
  E58: likely('the device refused the command or could not carry it out'),
  E62: likely('held in quarantine by anomaly detection'),
} as const satisfies Readonly<Record<string, ResponseCodeEntry>>;

const REST = `
E31 E40 E41 E42 E43 E44 E45 E46 E47 E48 E50 E51 E52 E53 E54 E56 E59 E60 E61 E63 E64 E65 E66 E67
E68 E69 E70 E71 E100 E1000 E1001 E1003 E1004 E1006 E1007 E1008 E1010 E1011`;

// Six digits: service, variant, sequence. W is a warning: done, but not for all.
