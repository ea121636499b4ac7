/** The registers in an answer to 4.1.1 or 4.2, or of an entry of 4.6.1 or 4.6.2, one row each. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { MeterRegister } from '../../../protocol/registration/device-events.ts';
import type { readInstantaneousExportRegisters } from '../../../protocol/services/read-instantaneous-export-registers.ts';
import type { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import type { retrieveExportDailyReadLog } from '../../../protocol/services/retrieve-export-daily-read-log.ts';
import type { retrieveImportDailyReadLog } from '../../../protocol/services/retrieve-import-daily-read-log.ts';

type Log = ValueOf<NonNullable<typeof retrieveImportDailyReadLog.response>>;
export type LogEntry = Log['logEntries'][number];
type Instant = ValueOf<NonNullable<typeof readInstantaneousImportRegisters.response>>;
type ExportLog = ValueOf<NonNullable<typeof retrieveExportDailyReadLog.response>>;
type ExportEntry = ExportLog['logEntries'][number];
type ExportInstant = ValueOf<NonNullable<typeof readInstantaneousExportRegisters.response>>;
type Unit = MeterRegister['unit'];

/** Of gas in litres, as meters count it: thousandths of a cubic metre. */
export function registersOfEntry({ registers }: LogEntry): MeterRegister[] {
  const [fuel, shown] = Object.entries(registers)[0] ?? [];
  const unit: Unit = fuel === 'gas' ? 'litre' : 'Wh';
  return Object.entries(shown ?? {}).flatMap(([name, value]) => rowsOf(name, value, unit));
}

export function registersNow({ registers }: Instant): MeterRegister[] {
  if ('gas' in registers) {
    const { value } = registers.gas.consumptionRegister ?? {};
    return rowsOf('gasTotal', value, 'litre');
  }
  const { activeImportRegister, reactiveImportRegister, secondaryActiveImportRegister } =
    registers.electricity;
  return [
    ...rowsOf('importTotal', activeImportRegister?.value, 'Wh'),
    ...rowsOf('reactiveTotal', reactiveImportRegister?.value, 'varh'),
    ...rowsOf('secondaryTotal', secondaryActiveImportRegister?.value, 'Wh'),
  ];
}

export const exportOfEntry = ({ activeExportRegisterValue }: ExportEntry): MeterRegister[] =>
  rowsOf(EXPORT_TOTAL, activeExportRegisterValue, 'Wh');

export const exportNow = (shown: ExportInstant): MeterRegister[] => [
  ...rowsOf(EXPORT_TOTAL, shown.activeExportRegister?.value, 'Wh'),
  ...rowsOf('reactiveExportTotal', shown.reactiveExportRegister?.value, 'varh'),
];
const EXPORT_TOTAL = 'exportTotal';

function rowsOf(registerId: string, value: unknown, unit: Unit): MeterRegister[] {
  if (typeof value === 'number') return [{ registerId, value, unit }];
  return Object.entries(value ?? {}).flatMap(([number, one]) =>
    rowsOf(`${registerId}/${number}`, one, unit),
  );
}
