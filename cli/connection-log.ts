/** Says when a connection comes and when it goes, once each: not every try that failed. */
import type { SerialLinkState } from '../platform/serial-port.ts';

type Log = (line: string) => void;

/** The callbacks of what is at the broker `url`. */
export function mqttLog(url: string, log: Log) {
  const change = onChange(log);
  const away = (why: string) => change('disconnected', `${url}: not connected (${why})`);
  return {
    onState(state: 'connected' | 'disconnected') {
      if (state === 'connected') change(state, `${url}: connected`);
      else away('closed');
    },
    onFault: away,
  };
}

export function serialLog(path: string, log: Log): (state: SerialLinkState) => void {
  const change = onChange(log);
  return (state) => {
    switch (state.kind) {
      case 'open':
        change(state.kind, `${path}: open`);
        break;
      case 'closed':
        change(state.kind, `${path}: not open (${state.why})`);
        break;
      case 'lost':
        // With the port its session goes too, which is said already.
        if (state.why !== 'closed') log(`${path}: the session has ended (${state.why})`);
        break;
    }
  };
}

function onChange(log: Log): (state: string, line: string) => void {
  let last = '';
  return (state, line) => {
    if (state !== last) log(line);
    last = state;
  };
}
