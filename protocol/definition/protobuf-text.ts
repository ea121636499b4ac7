/** The .proto text of a root, for users who generate code from it. */
import protobuf from 'protobufjs';

/** Every message in proto3, fields in order of number. */
export function protoText(root: protobuf.Root): string {
  const messages = root.nestedArray.map((m) => nestedText(m, ''));
  return `syntax = "proto3";\n\n${messages.join('\n')}`;
}

const nestedText = (nested: protobuf.ReflectionObject, indent: string): string =>
  nested instanceof protobuf.Enum
    ? enumText(nested, indent)
    : messageText(nested as protobuf.Type, indent);

function enumText(type: protobuf.Enum, indent: string): string {
  const values = Object.entries(type.values).map(
    ([name, code]) => `${indent}  ${name} = ${code};\n`,
  );
  return `${indent}enum ${type.name} {\n${values.join('')}${indent}}\n`;
}

function messageText(type: protobuf.Type, indent: string): string {
  const inner = `${indent}  `;
  const nested = type.nestedArray.map((m) => nestedText(m, inner)).join('');
  const oneOf = type.oneofs?.['value'];
  const fieldIndent = oneOf ? `${inner}  ` : inner;
  const fields = [...type.fieldsArray]
    .sort((a, b) => a.id - b.id)
    .map((f) => `${fieldIndent}${label(f)}${snake(f.name)} = ${f.id};\n`)
    .join('');
  const body = oneOf ? `${inner}oneof value {\n${fields}${inner}}\n` : fields;
  const reserved = (type.reserved ?? []).map((range) => `${inner}reserved ${[range].flat()[0]};\n`);
  return `${indent}message ${type.name} {\n${nested}${reserved.join('')}${body}${indent}}\n`;
}

function label(f: protobuf.Field): string {
  if (f instanceof protobuf.MapField) return `map<uint32, ${f.type}> `;
  if (f.repeated) return `repeated ${f.type} `;
  return `${f.getOption('proto3_optional') ? 'optional ' : ''}${f.type} `;
}

const snake = (name: string) => name.replace(/[A-Z]+/g, (c) => `_${c.toLowerCase()}`);
