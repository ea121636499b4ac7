/** What one row cannot tell: the rows compared with one another, with the addresses and with the register. */
import type { Query } from '../../store/session.ts';
import { codesOf, type FaultCode } from './faults.ts';
import { inBulk } from './run.ts';

type Step = readonly [name: string, text: string];

/** Of rows `r`; the run is $1. */
const found = (code: FaultCode, field: string, detail = 'null') =>
  `insert into migration_faults (run_id, file, line, byte_offset, byte_length, mpxn, code, field, detail)
   select $1::text, r.file, r.line, r.byte_offset, r.byte_length, r.mpxn, '${code}', ${field}, ${detail}`;

const FACTS = `network_operator, uprn, post_code, house, import_mpan, related_mpans, details`;
const rejecting = `(${codesOf('reject')
  .map((code) => `'${code}'`)
  .join(', ')})`;

/** A point has several rows for its history, or by mistake; most have one, and are not looked at again. */
const ROWS_OF_ONE_POINT: readonly Step[] = [
  [
    'several',
    `create temp table migration_several on commit drop as
      select mpxn from migration_rows where mpxn is not null and outcome is null
      group by mpxn having count(*) > 1`,
  ],
  [
    'duplicates',
    `with r as (
        update migration_rows r set outcome = 'dropped'
        from (
          select file, line, row_number() over (
            partition by mpxn, supplier, from_seconds, to_seconds, ${FACTS} order by file, line) turn
          from migration_rows join migration_several using (mpxn) where outcome is null) d
        where d.turn > 1 and r.file = d.file and r.line = d.line
        returning r.*)
      ${found('DUPLICATE', "''")} from r`,
  ],
  [
    'contradictions',
    `${found('CONTRADICTION', "''")}
      from migration_rows r join (
        select mpxn from migration_rows join migration_several using (mpxn)
        where outcome is null group by mpxn
        having count(distinct (fuel, ${FACTS})) > 1) c using (mpxn)
      where r.outcome is null`,
  ],
  [
    'supplies',
    `with r as (
        select *, max(coalesce(to_seconds, 9223372036854775807)) over (
          partition by mpxn order by from_seconds, file, line
          rows between unbounded preceding and 1 preceding) before
        from migration_rows join migration_several using (mpxn)
        where outcome is null and not exists (
          select from migration_faults f where f.run_id = $1 and f.mpxn = migration_rows.mpxn
            and f.code = '${'CONTRADICTION' satisfies FaultCode}'))
      insert into migration_faults (run_id, file, line, byte_offset, byte_length, mpxn, code, field)
      select $1::text, file, line, byte_offset, byte_length, mpxn,
        case when before > from_seconds then '${'SUPPLY_OVERLAP' satisfies FaultCode}'
          else '${'SUPPLY_GAP' satisfies FaultCode}' end, 'supply_from'
      from r where before <> from_seconds`,
  ],
];

const ADDRESSES: readonly Step[] = [
  [
    'unlisted-uprns',
    `${found('UPRN_NOT_LISTED', "'uprn'")} from migration_rows r
      where r.outcome is null and r.uprn is not null
        and exists (select from migration_addresses)
        and not exists (select from migration_addresses a where a.uprn = r.uprn)`,
  ],
  [
    'no-address',
    `${found('ADDRESS_MISSING', "'uprn'")} from migration_rows r
      where r.outcome is null and (r.house is null or r.post_code is null)
        and not exists (select from migration_addresses a where a.uprn = r.uprn)`,
  ],
  [
    'postcodes-of-uprn',
    `${found('UPRN_POSTCODES', "'post_code'")} from migration_rows r join (
        select uprn from migration_rows where outcome is null and uprn is not null
          and not exists (select from migration_addresses a where a.uprn = migration_rows.uprn)
        group by uprn having count(distinct post_code) > 1) c using (uprn)
      where r.outcome is null`,
  ],
  [
    'postcode-of-list',
    `${found('UPRN_POSTCODES', "'post_code'")} from migration_rows r join migration_addresses a using (uprn)
      where r.outcome is null and r.post_code <> a.post_code`,
  ],
  // A property that no list tells of is spelt as the first row that has it.
  [
    'first-spellings',
    `insert into migration_addresses (uprn, post_code, house, house_key, address_key, is_listed)
      select distinct on (uprn) uprn, post_code, house, house_key, address_key, false
      from migration_rows r
      where outcome is null and uprn is not null and house is not null and post_code is not null
      order by uprn, file, line
      on conflict (uprn) do nothing`,
  ],
  [
    'matched',
    `with one as (
        select post_code, house_key, min(uprn) as uprn from migration_addresses
        where house_key is not null group by post_code, house_key having count(*) = 1),
      r as (
        update migration_rows r set uprn = one.uprn from one
        where r.outcome is null and r.uprn is null
          and r.post_code = one.post_code and r.house_key = one.house_key
        returning r.*)
      ${found('ADDRESS_MATCHED', "'uprn'")} from r`,
  ],
  [
    'respelled',
    `${found('ADDRESS_RESPELLED', "'house'")} from migration_rows r join migration_addresses a using (uprn)
      where r.outcome is null and r.house <> a.house`,
  ],
  [
    'one-spelling',
    `update migration_rows r
      set house = a.house, address_key = a.address_key, post_code = a.post_code
      from migration_addresses a
      where r.outcome is null and r.uprn = a.uprn
        and (r.house is distinct from a.house or r.post_code is distinct from a.post_code)`,
  ],
];

const isNowhere = (mpan: string) =>
  `not exists (select from migration_rows o where o.mpxn = ${mpan})
    and not exists (select from metering_points p where p.mpxn = ${mpan})`;

const RELATIONS: readonly Step[] = [
  [
    'import',
    `${found('IMPORT_MISSING', "'import_mpan'")} from migration_rows r
      where r.outcome is null and r.import_mpan is not null and ${isNowhere('r.import_mpan')}`,
  ],
  [
    'related',
    `${found('RELATED_MISSING', "'related_mpans'", 'mpan')}
      from migration_rows r, unnest(string_to_array(r.related_mpans, ' ')) mpan
      where r.outcome is null and r.related_mpans is not null and ${isNowhere('mpan')}`,
  ],
];

/** A row says what the register says already, or the register has it otherwise; nothing there is written over. */
const REGISTER: readonly Step[] = [
  [
    'known',
    `create temp table migration_known on commit drop as
      select r.mpxn, p.point_id, p.record ->> 'fuel' = min(r.fuel)
        and p.record ->> 'networkOperator' = min(r.network_operator)
        and p.uprn is not distinct from min(r.uprn)
        and p.address_key is not distinct from min(r.address_key)
        and exists (select from point_details d where d.point_id = p.point_id
          and d.known_to_millis is null and d.value - 'site' = min(r.details)::jsonb)
        and (select string_agg(supplier || effective::text, ' ' order by effective)
          from registrations g where g.point_id = p.point_id and g.known_to_millis is null)
          = string_agg(supplier || int8range(from_seconds, to_seconds)::text, ' ' order by from_seconds)
        as is_same
      from migration_rows r join metering_points p using (mpxn) where r.outcome is null
      group by r.mpxn, p.mpxn, p.point_id, p.record, p.uprn, p.address_key`,
  ],
  [
    'differing',
    `${found('DIFFERS_FROM_REGISTER', "''")} from migration_rows r join migration_known k using (mpxn)
      where r.outcome is null and not k.is_same`,
  ],
  [
    'there',
    `with r as (
        update migration_rows r set outcome = 'dropped' from migration_known k
        where r.mpxn = k.mpxn and k.is_same and r.outcome is null returning r.*)
      ${found('ALREADY_THERE', "''")} from r`,
  ],
];

const OUTCOMES: readonly Step[] = [
  [
    'rejected',
    `create temp table migration_rejected on commit drop as
      select distinct mpxn from migration_faults
      where run_id = $1 and mpxn is not null and code in ${rejecting}`,
  ],
  [
    'rest-of-rejected',
    `${found('POINT_REJECTED', "''")} from migration_rows r join migration_rejected using (mpxn)
      where r.outcome is null and not exists (
        select from migration_faults f where f.run_id = $1 and f.file = r.file and f.line = r.line
          and f.mpxn = r.mpxn and f.code in ${rejecting})`,
  ],
  [
    'reject',
    `update migration_rows r set outcome = 'rejected' from migration_rejected j
      where r.mpxn = j.mpxn and r.outcome is null`,
  ],
  [
    'import-rejected',
    `${found('RELATED_REJECTED', "'import_mpan'")} from migration_rows r
      join migration_rejected j on j.mpxn = r.import_mpan where r.outcome is null`,
  ],
  [
    'related-rejected',
    `${found('RELATED_REJECTED', "'related_mpans'", 'mpan')}
      from migration_rows r cross join unnest(string_to_array(r.related_mpans, ' ')) mpan
      join migration_rejected j on j.mpxn = mpan where r.outcome is null`,
  ],
];

/** An early meter has its metering point, and beside it the one of what the premises feed into the network (P22). */
const DEVICES: readonly Step[] = [
  [
    'early-meters',
    `create temp table migration_early on commit drop as
      select distinct mpxn, import_mpan, details::jsonb #>> '{smart,device}' as device
      from migration_rows where outcome is null and details like '%"treatedAsNotSmart"%'`,
  ],
  [
    'devices',
    `insert into migration_devices (device, mpxn, export_mpan)
      select device, d.mpxn, min(x.mpxn) filter (where x.mpxn <> d.mpxn) from (
        select device, min(mpxn) as mpxn from migration_early
        where device is not null and import_mpan is null group by device) d
      left join migration_early x using (device)
      where x.mpxn = d.mpxn or x.import_mpan = d.mpxn
      group by device, d.mpxn`,
  ],
  [
    'devices-twice',
    `${found('DEVICE_TWICE', "'device'")}
      from migration_rows r join migration_early e using (mpxn)
        join migration_devices d on d.device = e.device
      where r.outcome is null and e.mpxn <> d.mpxn and e.import_mpan is distinct from d.mpxn`,
  ],
];

/** Two halves, by number. */
const LANES: readonly Step[] = [
  [
    'halves',
    `with p as (select mpxn, ntile(2) over (order by mpxn) as half from migration_rows
        where outcome is null)
      insert into migration_lanes (run_id, lane, loaded_to, last)
      select $1::text, half, coalesce(lag(max(mpxn)) over (order by half), ''), max(mpxn)
      from p group by half`,
  ],
];

/** To be run once for all that was staged, in one transaction with the state that says so. */
export async function compareRows(query: Query, runId: string): Promise<void> {
  const run = (name: string, text: string) =>
    query({ name: `migration-${name}`, text }, text.includes('$1') ? [runId] : []);
  await inBulk(query);
  await run('index-rows', 'create index migration_rows_mpxn on migration_rows (mpxn)');
  await run('analyze-rows', 'analyze migration_rows');
  await run('analyze-addresses', 'analyze migration_addresses');
  const steps = [...ROWS_OF_ONE_POINT, ...ADDRESSES, ...RELATIONS, ...REGISTER];
  for (const [name, text] of steps) await run(name, text);
  await run('analyze-faults', 'analyze migration_faults');
  for (const [name, text] of [...OUTCOMES, ...DEVICES, ...LANES]) await run(name, text);
}
