/** The topic rules as mosquitto reads them, for whoever runs it in place of the broker inside. */
import { OWN_ID, TOPIC_RULES, type TopicRules } from './topic-rules.ts';

export type MosquittoListener = {
  /** Absent: every address of the machine. */
  readonly host?: string | undefined;
  readonly port: number;
};

/** Absolute paths of PEM files. */
export type MosquittoFiles = {
  /** For what waits for clients that are away. */
  readonly folder: string;
  readonly authorities: string;
  readonly lists: string;
  readonly certificate: string;
  readonly key: string;
  readonly rules: string;
};

/** mosquitto.conf: nobody without a certificate, and everybody called as it says. */
export function mosquittoConfiguration(
  { host, port }: MosquittoListener,
  { folder, authorities, lists, certificate, key, rules }: MosquittoFiles,
): string {
  return lines([
    `listener ${port}${host === undefined ? '' : ` ${host}`}`,
    'allow_anonymous false',
    'tls_version tlsv1.2',
    `cafile ${authorities}`,
    `crlfile ${lists}`,
    `certfile ${certificate}`,
    `keyfile ${key}`,
    'require_certificate true',
    // The common name: see brokerUserName.
    'use_identity_as_username true',
    // Nobody ends the session of another by calling itself the same; each certificate is one connection.
    'use_username_as_clientid true',
    `acl_file ${rules}`,
    'persistence true',
    // Else it lies wherever the broker was started from.
    `persistence_location ${folder}/`,
  ]);
}

/** One who is named in the rules by its own user name: `party:…`, `gateway:…`. */
export type NamedClient = {
  readonly userName: string;
  readonly kind: 'party' | 'gateway';
  readonly id: string;
};

/** The ACL file. Meters are one rule for all, because mosquitto puts their name into the topic. */
export function mosquittoRules(clients: readonly NamedClient[]): string {
  return lines([
    ...userLines('head-end', TOPIC_RULES.headEnd, ''),
    ...clients.flatMap(({ userName, kind, id }) => userLines(userName, TOPIC_RULES[kind], id)),
    ...ruleLines('pattern', TOPIC_RULES.meter, '%u'),
  ]);
}

const userLines = (userName: string, rules: TopicRules, id: string): readonly string[] => [
  `user ${userName}`,
  ...ruleLines('topic', rules, id),
];

function ruleLines(word: 'topic' | 'pattern', rules: TopicRules, id: string): readonly string[] {
  const line = (access: string) => (rule: string) =>
    `${word} ${access} ${rule.replace(OWN_ID, id)}`;
  return [...rules.publish.map(line('write')), ...rules.subscribe.map(line('read'))];
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
