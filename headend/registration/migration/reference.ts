/** The reference list: which market participants there are, in which roles, and who of them uses the head-end. */
import { type Eui64, parseEui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { ColumnName } from './columns.ts';

/** Of each role, the columns of a metering point that name one who has it. */
const ROLE_COLUMNS = {
  supplier: ['supplier'],
  networkOperator: ['transporter'],
  meterOperator: ['meter_operator'],
  dataCollector: ['data_collector'],
  dataAggregator: ['data_aggregator'],
  shipper: ['shipper'],
  meterAssetProvider: ['meter_asset_provider'],
} as const satisfies Readonly<Record<string, readonly ColumnName[]>>;

export type ReferenceRole = keyof typeof ROLE_COLUMNS;
export const REFERENCE_ROLES = Object.keys(ROLE_COLUMNS) as readonly ReferenceRole[];

const roleOfColumn: ReadonlyMap<ColumnName, ReferenceRole> = new Map(
  REFERENCE_ROLES.flatMap((role) => ROLE_COLUMNS[role].map((column) => [column, role] as const)),
);
/** The columns that name agents. */
export const AGENT_COLUMNS = [...roleOfColumn]
  .map(([column]) => column)
  .filter((column) => column !== 'supplier' && column !== 'transporter');

export const REFERENCE_COLUMNS = ['mpid', 'role', 'eui64', 'distributor_id'] as const;

/** These act in the register by their EUI-64. */
const ACTING: readonly ReferenceRole[] = ['supplier', 'networkOperator'];

export class Reference {
  readonly #roles = new Map<string, Map<ReferenceRole, Eui64 | undefined>>();
  readonly #distributors = new Map<number, Eui64>();

  /** One row of the list, fields in the order of REFERENCE_COLUMNS. Throws Refused with the field. */
  add([mpid = '', role = '', eui64 = '', distributor = '']: readonly string[]): void {
    const known = REFERENCE_ROLES.find((one) => one === role);
    if (!known) throw new Refused('role', `expected one of ${REFERENCE_ROLES.join(', ')}`);
    if (!/^[A-Z0-9]{1,40}$/.test(mpid)) throw new Refused('mpid', 'expected capitals and digits');
    if (eui64 === '' && ACTING.includes(known))
      throw new Refused('eui64', `a ${known} acts by its EUI-64`);
    const who = eui64 === '' ? undefined : parseEui64(eui64);
    const roles = this.#roles.get(mpid) ?? new Map<ReferenceRole, Eui64 | undefined>();
    if (roles.has(known) && roles.get(known) !== who)
      throw new Refused('eui64', `${mpid} has another one as ${known}`);
    this.#roles.set(mpid, roles.set(known, who));
    if (distributor !== '') this.#addDistributor(distributor, who);
  }

  #addDistributor(text: string, who: Eui64 | undefined): void {
    const id = Number(text);
    if (!/^[0-9]{2}$/.test(text) || who === undefined)
      throw new Refused('distributor_id', 'expected two digits, of a network operator');
    if ((this.#distributors.get(id) ?? who) !== who)
      throw new Refused('distributor_id', `${id} is another one's`);
    this.#distributors.set(id, who);
  }

  /** Whether a participant may stand in a column, and why not. */
  problem(mpid: string, column: ColumnName): 'unknown' | 'otherRole' | undefined {
    const role = roleOfColumn.get(column);
    const roles = this.#roles.get(mpid);
    if (!roles) return 'unknown';
    return role !== undefined && roles.has(role) ? undefined : 'otherRole';
  }

  eui64Of(mpid: string, role: ReferenceRole): Eui64 | undefined {
    return this.#roles.get(mpid)?.get(role);
  }

  /** The network operator whose MPANs begin with these two digits. */
  distributor(id: number): Eui64 | undefined {
    return this.#distributors.get(id);
  }

  get size(): number {
    return this.#roles.size;
  }
}
