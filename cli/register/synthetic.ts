/** Writes files of an invented legacy register, with faults planted in it and a sheet that says where they are. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AREAS } from '../../headend/registration/details/tables/gsp-groups.ts';
import {
  COLUMN_NAMES,
  type ColumnName,
  columnOf,
  type Fuel,
} from '../../headend/registration/migration/columns.ts';
import { ADDRESS_COLUMNS } from '../../headend/registration/migration/header.ts';
import { REFERENCE_COLUMNS } from '../../headend/registration/migration/reference.ts';
import { type PlantedRow, plantInto, type RowOfHome } from './plants.ts';
import { chanceOf, homeOf, ROLES, TRANSPORTERS } from './synthetic-homes.ts';

export type Synthetic = {
  readonly points: number;
  readonly seed: number;
  /** Of a thousand metering points, so many have a fault. */
  readonly faultsPerThousand: number;
};

export type Written = { readonly files: readonly string[]; readonly answers: string };

const FILE_NAMES: Readonly<Record<Fuel, string>> = {
  electricity: 'electricity.csv',
  gas: 'gas.csv',
};
/** A row that comes again does so this many homes later. */
const LATER_HOMES = 400;
/** The gas file has one column too many, as an export by somebody in a hurry would. */
const STRAY: Readonly<Record<Fuel, readonly ColumnName[]>> = {
  electricity: [],
  gas: ['profile_class'],
};

const columnsOf = (fuel: Fuel) =>
  COLUMN_NAMES.filter(
    (name) => (columnOf(name).fuel ?? fuel) === fuel || STRAY[fuel].includes(name),
  );

/** Fewer or more points than asked for by those of one home. */
export async function writeSynthetic(directory: string, wanted: Synthetic): Promise<Written> {
  await mkdir(directory, { recursive: true });
  const files = new Files(directory);
  const chance = chanceOf(wanted.seed);
  const later: (readonly [number, RowOfHome[]])[] = [];
  let points = 0;
  let turn = 0;
  let owed = 0;
  for (let number = 1; points < wanted.points; number++) {
    const home = homeOf(number, chance);
    owed += (pointsIn(home.rows) * wanted.faultsPerThousand) / 1000;
    const planted = owed >= 1 ? plantInto(home, turn, { number, chance }) : undefined;
    if (planted) {
      owed--;
      turn++;
    }
    const rows: readonly RowOfHome[] = planted ?? home.rows;
    points += pointsIn(home.rows);
    await files.address([
      home.uprn,
      home.postCode,
      home.house,
      String(home.easting),
      String(home.northing),
    ]);
    for (const row of rows.filter((one) => !one.again)) await files.row(row);
    const again = rows.filter((one) => one.again);
    if (again.length > 0) later.push([number + LATER_HOMES, again]);
    while ((later[0]?.[0] ?? number) < number)
      for (const row of later.shift()?.[1] ?? []) await files.row(row);
  }
  for (const [, rows] of later) for (const row of rows) await files.row(row);
  return files.close();
}

const pointsIn = (rows: readonly Pick<RowOfHome, 'fields'>[]) =>
  new Set(rows.map(({ fields }) => fields.mpan ?? fields.mprn)).size;

class Files {
  readonly #paths: Readonly<Record<Fuel | 'addresses' | 'participants' | 'answers', string>>;
  readonly #streams = new Map<string, WriteStream>();
  readonly #lines: Record<Fuel, number> = { electricity: 1, gas: 1 };

  constructor(directory: string) {
    const at = (name: string) => join(directory, name);
    this.#paths = {
      electricity: at(FILE_NAMES.electricity),
      gas: at(FILE_NAMES.gas),
      addresses: at('addresses.csv'),
      participants: at('participants.csv'),
      answers: at('answers.csv'),
    };
    for (const path of Object.values(this.#paths)) this.#streams.set(path, createWriteStream(path));
    for (const fuel of ['electricity', 'gas'] as const)
      void this.#write(this.#paths[fuel], columnsOf(fuel).join(','));
    void this.#write(this.#paths.addresses, ADDRESS_COLUMNS.join(','));
    void this.#write(this.#paths.answers, 'file,line,code');
    for (const line of participants()) void this.#write(this.#paths.participants, line);
  }

  async address(fields: readonly string[]): Promise<void> {
    await this.#write(this.#paths.addresses, fields.map(quoted).join(','));
  }

  async row({ fuel, fields, spoil, expected = [] }: PlantedRow & { fuel: Fuel }): Promise<void> {
    const line = columnsOf(fuel)
      .map((name) => quoted(fields[name] ?? ''))
      .join(',');
    const number = ++this.#lines[fuel];
    await this.#write(this.#paths[fuel], spoil ? spoil(line) : line);
    for (const code of expected)
      await this.#write(this.#paths.answers, `${FILE_NAMES[fuel]},${number},${code}`);
  }

  async close(): Promise<Written> {
    for (const stream of this.#streams.values()) {
      stream.end();
      await once(stream, 'finish');
    }
    const { answers, ...files } = this.#paths;
    return { files: Object.values(files), answers };
  }

  async #write(path: string, line: string | Uint8Array): Promise<void> {
    const stream = this.#streams.get(path);
    if (!stream) return;
    stream.write(line);
    if (!stream.write('\r\n')) await once(stream, 'drain');
  }
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function participants(): string[] {
  const rows: string[] = [REFERENCE_COLUMNS.join(',')];
  let number = 0;
  const eui64 = () => `90-B3-D5-1F-30-${(0x40 + ++number).toString(16).toUpperCase()}-00-00`;
  for (const [role, mpids] of Object.entries(ROLES))
    for (const mpid of mpids) rows.push(`${mpid},${role},${role === 'supplier' ? eui64() : ''},`);
  for (const { company, distributorId } of AREAS)
    rows.push(`${company},networkOperator,${eui64()},${distributorId}`);
  for (const mpid of TRANSPORTERS) rows.push(`${mpid},networkOperator,${eui64()},`);
  return rows;
}
