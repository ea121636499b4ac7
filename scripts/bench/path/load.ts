/** So many at a time for so long, and how fast each was. */

export type Load = { readonly seconds: number; readonly inFlight: number };

export type Measured = {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  /** What was not `done`, by what it was. */
  readonly wrong: Readonly<Record<string, number>>;
};

/** `ask` resolves with 'done', or with what it was instead. `turn` counts from 0 in each slot. */
export async function measured(
  { seconds, inFlight }: Load,
  ask: (slot: number, turn: number) => Promise<string>,
): Promise<Measured> {
  const latencies: number[] = [];
  const wrong: Record<string, number> = {};
  const began = performance.now();
  const end = began + seconds * 1000;
  const slot = async (number: number) => {
    for (let turn = 0; performance.now() < end; turn++) {
      const asked = performance.now();
      const became = await ask(number, turn);
      latencies.push(performance.now() - asked);
      if (became !== 'done') wrong[became] = (wrong[became] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, number) => slot(number)));
  // To the last answer: what is still under way at the end counts with the time it takes.
  const elapsedSeconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  return {
    count: latencies.length,
    perSecond: latencies.length / elapsedSeconds,
    p50Millis: at(0.5),
    p99Millis: at(0.99),
    wrong,
  };
}
