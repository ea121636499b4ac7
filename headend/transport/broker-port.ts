/** What the head-end needs of an MQTT broker; in the same process or anywhere. */

/** `payload` is the handler's for the time of the call. */
export type BrokerHandler = (topic: string, payload: Uint8Array) => void | Promise<void>;

export interface BrokerPort {
  /** QoS 1; resolves when the broker has taken it. */
  publish(topic: string, payload: Uint8Array, options?: { retain?: boolean }): Promise<void>;
  /**
   * QoS 1. With `isHeld` a message is acknowledged to its sender, or to the broker that kept it, when the
   * handler is done with it: what is lost before comes again. Without, as soon as it is here.
   */
  subscribe(filter: string, handler: BrokerHandler, options?: { isHeld?: boolean }): Promise<void>;
  /** Of a broker over the network: called after each connection but the first. */
  onConnected?(action: () => void): void;
  close(): Promise<void>;
}

/**
 * A broker that is joined in two steps: what the first client brings, or the broker has kept, meets
 * everyone who subscribed before `open`, and nothing of it is acknowledged to nobody.
 */
export interface GatedBroker extends BrokerPort {
  /** Publishing before may wait for it. */
  open(): Promise<void>;
}
