/**
 * CloudEvents 1.0 as protobuf: the messages of the protobuf event format (§2 to §5 of that format),
 * with its field numbers. The text is the definition; the reflection is made of it.
 */
import protobuf from 'protobufjs';

export const CLOUD_EVENTS_PROTO = `syntax = "proto3";
package io.cloudevents.v1;

import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";

message CloudEvent {
  message CloudEventAttributeValue {
    oneof attr {
      bool ce_boolean = 1;
      int32 ce_integer = 2;
      string ce_string = 3;
      bytes ce_bytes = 4;
      string ce_uri = 5;
      string ce_uri_ref = 6;
      google.protobuf.Timestamp ce_timestamp = 7;
    }
  }
  string id = 1;
  string source = 2;
  string spec_version = 3;
  string type = 4;
  map<string, CloudEventAttributeValue> attributes = 5;
  oneof data {
    bytes binary_data = 6;
    string text_data = 7;
    google.protobuf.Any proto_data = 8;
  }
}

message CloudEventBatch {
  repeated CloudEvent events = 1;
}
`;

/**
 * The same bytes as a batch of CloudEvent, for reading: each event is taken out whole, so that one
 * that is spoilt does not take the others with it.
 */
const EVENTS_APART = `syntax = "proto3";
message EventsApart { repeated bytes events = 1; }
`;

function types() {
  const root = new protobuf.Root();
  for (const file of ['google/protobuf/any.proto', 'google/protobuf/timestamp.proto'])
    root.addJSON(protobuf.common.get(file)?.nested ?? {});
  protobuf.parse(CLOUD_EVENTS_PROTO, root);
  protobuf.parse(EVENTS_APART, root);
  root.resolveAll();
  return {
    batch: root.lookupType('io.cloudevents.v1.CloudEventBatch'),
    event: root.lookupType('io.cloudevents.v1.CloudEvent'),
    apart: root.lookupType('EventsApart'),
  };
}

export const cloudEventTypes = types();
