/** `meterwright up`: all of it in one process, and a tour of what it does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trace } from '../../headend/audit/read.ts';
import { OperatorServer, traceStepToJson } from '../../headend/operator/server.ts';
import { type Command, DONE, FAILED } from '../command.ts';
import { bold, dim, green, note, red, say } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';
import { type Demo, type DemoOptions, startDemo } from '../up/demo.ts';
import { startRegistrationWorld } from '../up/registration-world.ts';
import { type Outcome, type Step, tourOf } from '../up/tour.ts';
import { prepareRegistrationTour, registrationTourOf } from '../up/tour-registration.ts';
import { portOf } from './headend.ts';
import { drawn } from './trace.ts';

const help = `meterwright up [--once] [--data DIR] [--json] [--verbose]
               [--http PORT] [--mqtt PORT] [--operator PORT]

Runs a broker, a database, the head-end, emulated meters of every kind on MQTT and one on
a pseudo-terminal, and a supplier who sends a tour of requests, all in one process.

--once           end after the tour: exit code 0 if every answer came and was right
--data DIR       keep the database, the meters' flash and the counters there
                 (default: a temporary folder, removed at the end)
--json           one JSON object a line
--verbose        what the meters and the head-end log, on stderr
--http PORT      of the DUIS web services (default: a free one with --once, else 8480)
--mqtt PORT      of the broker (default: a free one with --once, else 1883)
--operator PORT  of trace and status (default: a free one with --once, else 8481)

Everything listens on 127.0.0.1, without TLS, certificates and signatures of requests: this is
for trying it out. meterwright headend --pki has them.`;

export const up: Command = {
  name: 'up',
  help,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        http: { type: 'string' },
        mqtt: { type: 'string' },
        operator: { type: 'string' },
      },
    });
    const { once, json, verbose } = values;
    const port = (given: string | undefined, usual: number) =>
      given === undefined ? (once ? 0 : usual) : portOf(given);
    const operatorPort = port(values.operator, 8481);
    const directory = values.data ?? mkdtempSync(join(tmpdir(), 'meterwright-'));
    const options = {
      directory,
      httpPort: port(values.http, 8480),
      mqttPort: port(values.mqtt, 1883),
      log: verbose ? note : () => {},
      progress: json ? () => {} : note,
    };
    let isRight: boolean | undefined;
    try {
      isRight = await run(options, { once, json, operatorPort });
    } finally {
      if (values.data === undefined) rmSync(directory, { recursive: true, force: true });
    }
    // The step that was under way may wait minutes for its answer.
    if (isRight === undefined) process.exit(FAILED);
    return isRight ? DONE : FAILED;
  },
};

type Asked = { readonly once: boolean; readonly json: boolean; readonly operatorPort: number };

/** As the tour came out; undefined when it was stopped before its end. */
async function run(
  options: DemoOptions,
  { once, json, operatorPort }: Asked,
): Promise<boolean | undefined> {
  const stopped = untilStopped();
  const demo = await startDemo(options);
  const operator = new OperatorServer(demo.headEnd);
  try {
    const listening = await operator.listen(operatorPort);
    if (!json) introduce(demo, listening);
    const isRight = await runTour(demo, options, json, stopped);
    if (!once && isRight !== undefined) {
      note('The tour is over; everything goes on running. Ctrl-C stops it.');
      await stopped;
    }
    return isRight;
  } finally {
    await operator.close();
    await demo.stop();
  }
}

function introduce({ headEnd, meters, withoutSerial }: Demo, operatorPort: number): void {
  const { httpPort, mqttPort } = headEnd;
  say(bold('Meterwright: a head-end, its meters and a supplier, in one process'));
  say(`  DUIS      http://127.0.0.1:${httpPort}/api/v1/serviceS, serviceT, serviceD`);
  say(`  MQTT      mqtt://127.0.0.1:${mqttPort}`);
  say(`  operator  http://127.0.0.1:${operatorPort}/status, /trace/REQUEST-ID`);
  for (const [index, { eui64, mpxn, over }] of meters.entries())
    say(
      `  meter ${index + 1}   ${eui64}  ${mpxn.length === 13 ? 'MPAN' : 'MPRN'} ${mpxn.padEnd(13)}  over ${over}`,
    );
  if (withoutSerial) say(`  No pseudo-terminal (${withoutSerial}): meter 4 is joined in memory.`);
  say('');
}

/** True when every step came to what it must; undefined when it was stopped before its end. */
async function runTour(
  demo: Demo,
  options: DemoOptions,
  json: boolean,
  stopped: Promise<void>,
): Promise<boolean | undefined> {
  const steps = tourOf(demo);
  const outcomes = await runSteps(steps, { first: 1, json, stopped });
  if (!outcomes) return undefined;
  const last = steps.findLastIndex(({ service }) => service === '7.2');
  if (!json) await showTrace(demo, outcomes[last]?.requestId ?? '');
  const ofRegister = await runRegistrationTour(options, { first: steps.length + 1, json, stopped });
  if (!ofRegister) return undefined;
  const all = [...outcomes, ...ofRegister];
  const right = all.filter(({ isRight }) => isRight).length;
  if (!json) {
    const count = `${right} of ${all.length} answers came and were right`;
    say(`\n${right === all.length ? green(count) : red(count)}; ${demo.alerts.length} alerts`);
  }
  return right === all.length;
}

type Running = {
  /** The number of the first step. */
  readonly first: number;
  readonly json: boolean;
  readonly stopped: Promise<void>;
};

/** What each came to; undefined when they were stopped before their end. */
async function runSteps(
  steps: readonly Step[],
  { first, json, stopped }: Running,
): Promise<Outcome[] | undefined> {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    const started = performance.now();
    const outcome = await Promise.race([step.run(), stopped.then(() => undefined)]);
    if (!outcome) return undefined;
    const millis = Math.round(performance.now() - started);
    outcomes.push(outcome);
    say(json ? asJson(step, outcome, millis) : asLine(first + index, step, outcome, millis));
  }
  return outcomes;
}

/** What takes days is shown on a head-end of its own, whose clock is set forward where the tour says so. */
async function runRegistrationTour(
  { log, progress }: DemoOptions,
  running: Running,
): Promise<Outcome[] | undefined> {
  progress('Starting a second, small head-end with certificates, for what takes days…');
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-register-'));
  try {
    const world = await startRegistrationWorld(directory, log);
    try {
      const homes = await prepareRegistrationTour(world);
      if (!running.json) say(`\n${bold('The register')}: who supplies, and who may`);
      return await runSteps(registrationTourOf(world, homes), running);
    } finally {
      await world.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function asLine(number: number, step: Step, { isRight, text }: Outcome, millis: number): string {
  const mark = isRight ? green('✓') : red('✗');
  const columns = [
    String(number).padStart(3),
    mark,
    step.service.padEnd(6),
    step.way.padEnd(20),
    step.title.padEnd(52),
    text,
    dim(`${millis} ms`),
  ];
  return columns.join(' ');
}

function asJson(step: Step, outcome: Outcome, millis: number): string {
  const { title, service, way } = step;
  return JSON.stringify({ title, service, way, ...outcome, millis });
}

async function showTrace(demo: Demo, requestId: string): Promise<void> {
  say(`\n${bold('The way of one request')}: ${requestId}`);
  const steps = (await trace(demo.headEnd.store, requestId)).map(traceStepToJson);
  for (const line of drawn(steps as never)) say(line);
}
