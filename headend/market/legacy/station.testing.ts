/** For tests: a store, a register, an outbox and the folder of files, as a head-end has them. */
import { mkdir, readdir, readFile, writeFile as write } from 'node:fs/promises';
import { join } from 'node:path';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { Parties } from '../../access/parties.ts';
import type { RegistrationScope, Stations } from '../../dispatch/stations.ts';
import { Inventory } from '../../inventory/inventory.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { Register } from '../../registration/register.ts';
import { MasterData } from '../../store/master-data.ts';
import type { Store } from '../../store/store.ts';
import { Turns } from '../../turns.ts';
import { LegacyAdapter } from './adapter.ts';
import { type LegacyFile, readFile as readLegacy, writeFile } from './file.ts';
import { FLOWS } from './flows/index.ts';
import { type Legacy, openLegacy } from './legacy.ts';
import { LegacyOut } from './out.ts';
import { NOW_MILLIS, PARTICIPANTS } from './world.testing.ts';

export class LegacyStation {
  readonly path: string;
  readonly stations: Stations;
  readonly time: ManualTime;
  readonly adapter: LegacyAdapter;
  readonly reported: string[];
  readonly legacy: Legacy;

  constructor(
    path: string,
    parts: Pick<LegacyStation, 'stations' | 'time' | 'adapter' | 'reported' | 'legacy'>,
  ) {
    this.path = path;
    this.stations = parts.stations;
    this.time = parts.time;
    this.adapter = parts.adapter;
    this.reported = parts.reported;
    this.legacy = parts.legacy;
  }

  /** Puts a file where it comes in. */
  async send(name: string, file: LegacyFile | string): Promise<void> {
    const content = typeof file === 'string' ? file : writeFile(file);
    await write(join(this.path, 'in', name), content);
  }

  async names(folder: 'in' | 'out' | 'done' | 'rejected'): Promise<string[]> {
    return (await readdir(join(this.path, folder))).sort();
  }

  text(folder: 'out' | 'done' | 'rejected', name: string): Promise<string> {
    return readFile(join(this.path, folder, name), 'utf8');
  }

  /** All that has gone out, read again. */
  async sentOut(): Promise<LegacyFile[]> {
    const names = await this.names('out');
    const texts = await Promise.all(names.map((name) => this.text('out', name)));
    return texts.map((text) => readLegacy(text, FLOWS));
  }

  /** Takes what is there, and lets what follows go out. */
  async poll(): Promise<void> {
    await this.adapter.poll();
    await this.stations.outbox.idle();
  }

  async stop(): Promise<void> {
    await this.adapter.stop();
    await this.stations.outbox.stop();
  }
}

/** Over a store that may have been used before, and a folder that may have files. */
export async function openStation(
  store: Store,
  path: string,
  registrationScope: RegistrationScope,
): Promise<LegacyStation> {
  await mkdir(path, { recursive: true });
  await write(join(path, 'participants.json'), JSON.stringify(PARTICIPANTS));
  const legacy = await openLegacy(path);
  const time = new ManualTime(NOW_MILLIS);
  const master = new MasterData(store, () => time.nowMillis());
  const nowMillis = () => time.nowMillis();
  const outbox = new Outbox(store, { nowMillis, timer: time, random: () => 0 });
  outbox.register('legacy', new LegacyOut(legacy.folder));
  const parties = new Parties(master);
  const register = new Register(master);
  const inventory = new Inventory(master);
  for (const part of [parties, register, inventory]) await part.load();
  const reported: string[] = [];
  const report = (about: string, error: unknown) => reported.push(`${about}: ${String(error)}`);
  const stations = {
    ...{ store, clock: time, outbox, parties, register, inventory },
    ...{ registrationScope, legacy, report },
  } as unknown as Stations;
  await outbox.start();
  const turns = new Turns();
  const alone = <T>(work: () => Promise<T>) => turns.run('alone', () => work());
  const adapter = new LegacyAdapter(stations, { alone }, { ...legacy, timer: time });
  return new LegacyStation(path, { stations, time, adapter, reported, legacy });
}
