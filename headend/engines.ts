/** What runs by the clock beside the flow of requests: begun after it, and ended before it. */
import type { Timer } from '../platform/time.ts';
import type { Flow } from './dispatch/flow.ts';
import type { Stations } from './dispatch/stations.ts';
import { LegacyAdapter } from './market/legacy/adapter.ts';
import { SwitchingEngine } from './registration/switching/engine.ts';

export type Engine = {
  /** Takes up what was left when the head-end stopped; resolves when it is at work. */
  start(): Promise<void>;
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void> | void;
};

/** In the order in which they begin. */
export function makeEngines(stations: Stations, flow: Flow, timer: Timer): readonly Engine[] {
  const { legacy } = stations;
  return [
    new SwitchingEngine(stations, flow),
    ...(legacy ? [new LegacyAdapter(stations, flow, { ...legacy, timer })] : []),
  ];
}
