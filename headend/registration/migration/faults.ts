/** What can be wrong with what is migrated: the one table of codes that reject files and reports speak in. */

/**
 * `reject`: the metering point does not come into the register. `drop`: the row says nothing new.
 * `warning`: the point comes in, and somebody should look.
 */
export type Severity = 'reject' | 'drop' | 'warning';

export type MigrationFault = { readonly severity: Severity; readonly text: string };

const reject = (text: string): MigrationFault => ({ severity: 'reject', text });
const warning = (text: string): MigrationFault => ({ severity: 'warning', text });
const drop = (text: string): MigrationFault => ({ severity: 'drop', text });

export const MIGRATION_FAULTS = {
  BAD_UTF8: reject('the line is not UTF-8'),
  BAD_QUOTES: reject('quotes that are not closed, or inside a field without being doubled'),
  LINE_FORM: reject('no group of rows, or no pipe at its end'),
  COLUMN_COUNT: reject('not as many fields as the header has'),
  FIELD_TOO_LONG: reject('longer than the field may be'),
  CONTROL_CHARACTER: reject('control characters inside the field'),
  FIELD_FORM: reject('not of the form of this field'),
  FIELD_MISSING: reject('the field must be given'),

  MPAN_FORM: reject('an MPAN has 13 digits'),
  MPAN_CHECK_DIGIT: reject('the check digit of the MPAN is wrong'),
  MPRN_FORM: reject('an MPRN has 6 to 10 digits'),
  MPRN_CHECK_DIGITS: warning('the check digits of the MPRN are not those of the rule'),
  WRONG_FUEL: reject('a field of the other fuel is filled'),

  SUPPLIER_UNKNOWN: reject('no supplier of the reference list'),
  AGENT_UNKNOWN: reject('an agent that is not in the reference list'),
  AGENT_ROLE: reject('in the reference list, but not in this role'),
  NETWORK_UNKNOWN: reject('no network operator of the reference list has this number or name'),

  DATE_FORM: reject('expected a date YYYY-MM-DD of the calendar'),
  DATE_ORDER: reject('the supply ends before it begins'),
  DATE_FUTURE: reject('the supply has not begun yet'),
  DATE_TOO_EARLY: reject('before 1990 there were no such registrations'),

  GSP_GROUP: reject('not the GSP group of the distributor whose number the MPAN begins with'),
  LDZ_UNKNOWN: reject('no local distribution zone'),
  QUANTITY_FORM: reject('the annual quantity is a whole number of kWh'),
  SETTLEMENT_CODE: reject('not of the form of this settlement code'),
  COMBINATION: reject('these values do not go together'),

  ADDRESS_MISSING: reject('neither a house with its postcode nor a UPRN of the address list'),
  POSTCODE_FORM: reject('not of the form of a postcode'),
  UPRN_FORM: reject('a UPRN has 1 to 12 digits and is not 0'),
  COORDINATES: reject('no place on the National Grid, in whole metres'),
  UPRN_NOT_LISTED: warning('the address list does not have the UPRN'),
  UPRN_POSTCODES: reject('the same UPRN is told of with different postcodes'),
  ADDRESS_RESPELLED: warning('the same property under another spelling; the first one was taken'),
  ADDRESS_MATCHED: warning('the UPRN was found by the address'),

  ENERGISED_WITHOUT_METER: reject('energised, and no meter'),
  SMART_WITHOUT_DEVICE: reject('smart, and no device'),
  DEVICE_FORM: reject('the device is not an EUI-64'),
  DEVICE_TWICE: warning('another metering point has the same device; it is recorded there'),
  SMETS_VERSION: reject('not the name of a specification version'),
  CHOICE_UNKNOWN: reject('none of the words this field may have'),
  EXPORT_WITHOUT_IMPORT: reject('an export MPAN that names no import MPAN'),

  IMPORT_MISSING: reject('the import MPAN is neither in the files nor in the register'),
  RELATED_MISSING: reject('the related MPAN is neither in the files nor in the register'),
  RELATED_REJECTED: warning('the related or import MPAN is in the files and was rejected'),
  DUPLICATE: drop('the same row has come before'),
  CONTRADICTION: reject('rows of this metering point contradict one another'),
  SUPPLY_OVERLAP: reject('two supplies of this metering point overlap'),
  SUPPLY_GAP: warning('nobody supplied between two supplies of this metering point'),
  POINT_REJECTED: reject('another row of this metering point was rejected'),
  ALREADY_THERE: drop('the register has it exactly so'),
  DIFFERS_FROM_REGISTER: reject('the register has this metering point otherwise'),
} as const satisfies Readonly<Record<string, MigrationFault>>;

export type FaultCode = keyof typeof MIGRATION_FAULTS;

export const severityOf = (code: FaultCode): Severity => MIGRATION_FAULTS[code].severity;

export const codesOf = (severity: Severity): FaultCode[] =>
  (Object.keys(MIGRATION_FAULTS) as FaultCode[]).filter((code) => severityOf(code) === severity);

/** One fault of one row; the detail is what to look for in the row, never a person's name or address. */
export type Finding = {
  readonly code: FaultCode;
  readonly field: string;
  readonly detail?: string;
};

export const reasonOf = ({ code, detail }: Finding): string =>
  detail ? `${MIGRATION_FAULTS[code].text}: ${detail}` : MIGRATION_FAULTS[code].text;
