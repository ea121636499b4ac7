/** What was staged and found whole becomes metering points, so many in a transaction, in order of their numbers. */
import type { DeviceType } from '../../../protocol/definition/service.ts';
import type { DeviceStatus } from '../../inventory/device.ts';
import type { Query, Row, Statement } from '../../store/session.ts';
import type { Fuel } from './columns.ts';
import { inBulk } from './run.ts';

/** A point with a long history has its rows in one batch all the same. */
const CUT: Statement = {
  name: 'migration-cut',
  text: `select max(mpxn) as cut from (
      select mpxn from migration_rows where outcome is null and mpxn > $1 and mpxn <= $2
      order by mpxn limit $3) batch`,
};

const SITE = `jsonb_strip_nulls(jsonb_build_object('uprn', l.uprn, 'postCode', l.post_code,
  'addressIdentifier', l.house, 'eastingMetres', a.easting, 'northingMetres', a.northing))`;

/**
 * It hangs on the wall, and nobody has commissioned it through this head-end: it comes to have keys when it says
 * who it is (announcement/). What is not told of its plate is empty.
 */
const STATUS = 'InstalledNotCommissioned' satisfies DeviceStatus;
const METERS = { electricity: 'ESME', gas: 'GSME' } as const satisfies Record<Fuel, DeviceType>;
const meter = `(l.details::jsonb -> 'meter')`;
const DEVICE = `jsonb_strip_nulls(jsonb_build_object('status', '${STATUS}', 'mpxn', m.mpxn,
  'exportMpan', m.export_mpan,
  'smetsVersion', l.details::jsonb #> '{smart,specificationVersion}',
  'record', jsonb_build_object('eui64', m.device,
    'deviceType', case l.fuel when 'gas' then '${METERS.gas}' else '${METERS.electricity}' end,
    'manufacturer', coalesce(${meter} ->> 'manufacturer', ''),
    'model', coalesce(${meter} ->> 'model', ''))))`;

// The master data is dated from the supply that goes on: of what was before nothing is known.
const LOAD: Statement = {
  name: 'migration-load',
  text: `with r as materialized (
      select * from migration_rows where outcome is null and mpxn > $1 and mpxn <= $2),
    l as materialized (select distinct on (mpxn) * from r order by mpxn, from_seconds desc),
    p as (
      insert into metering_points (mpxn, record, uprn, address_key, known_from_millis)
      select mpxn, jsonb_strip_nulls(jsonb_build_object('mpxn', mpxn, 'fuel', fuel,
        'networkOperator', network_operator, 'uprn', uprn, 'postCode', post_code,
        'addressIdentifier', house)), uprn, address_key, $3
      from l order by mpxn
      returning mpxn, point_id),
    g as (
      insert into registrations (point_id, supplier, effective, known_from_millis)
      select p.point_id, r.supplier, int8range(r.from_seconds, r.to_seconds), $3
      from r join p using (mpxn)),
    d as (
      insert into point_details (point_id, effective_from, value, known_from_millis)
      select p.point_id, l.from_seconds, l.details::jsonb || jsonb_build_object('site', ${SITE}), $3
      from l join p using (mpxn) left join migration_addresses a using (uprn)),
    v as (
      insert into devices as known (eui64, record)
      select m.device, ${DEVICE} from l join migration_devices m using (mpxn)
      on conflict (eui64) do update
        set record = known.record || jsonb_build_object('mpxn', excluded.record -> 'mpxn')
        where not known.record ? 'mpxn')
    select count(*) as points from p`,
};

const LOADED_TO: Statement = {
  name: 'migration-loaded-to',
  text: 'update migration_lanes set loaded_to = $3 where run_id = $1 and lane = $2',
};
const LANES: Statement = {
  name: 'migration-lanes',
  text: 'select lane, loaded_to, last from migration_lanes where run_id = $1 order by lane',
};

/** A range of numbers that one connection loads. */
export type Lane = {
  readonly lane: number;
  /** Of those that are loaded the greatest. */
  readonly loadedTo: string;
  readonly last: string;
};

export async function lanesOf(query: Query, runId: string): Promise<Lane[]> {
  const rows = await query<Row & { lane: number; loaded_to: string; last: string }>(LANES, [runId]);
  return rows.map(({ lane, loaded_to, last }) => ({ lane, loadedTo: loaded_to, last }));
}

export type Loaded = { readonly loadedTo: string; readonly points: number };

/** The next batch of a lane, with the note that it is there; undefined: there is none. */
export async function loadBatch(
  query: Query,
  run: { readonly runId: string; readonly knownAtMillis: number },
  { lane, loadedTo, last }: Lane,
  size: number,
): Promise<Loaded | undefined> {
  await inBulk(query);
  const [batch] = await query<Row & { cut: string | null }>(CUT, [loadedTo, last, size]);
  const cut = batch?.cut;
  if (cut === null || cut === undefined) return undefined;
  const [loaded] = await query<Row & { points: bigint }>(LOAD, [loadedTo, cut, run.knownAtMillis]);
  await query(LOADED_TO, [run.runId, lane, cut]);
  return { loadedTo: cut, points: Number(loaded?.points ?? 0n) };
}
