// Reads an AsyncAPI document with the official parser: `node asyncapi.cjs FILE`, the parser on NODE_PATH.
// Prints what was found, and exits 1 on any error or warning.
"use strict";

const { readFileSync } = require("node:fs");
const { Parser, DiagnosticSeverity } = require("@asyncapi/parser");

const WORST_ALLOWED = DiagnosticSeverity.Information;

function described({ severity, code, path, message }) {
  return `${DiagnosticSeverity[severity] ?? severity} ${code} at ${path.join(".")}: ${message}`;
}

async function main(file) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
  diagnostics.forEach((each) => console.log(described(each)));
  if (document === undefined || diagnostics.some(({ severity }) => severity < WORST_ALLOWED)) {
    return 1;
  }
  const [channels, operations, messages] = [document.channels(), document.operations(), document.messages()];
  console.log(`${file}: ${channels.length} channels, ${operations.length} operations, ${messages.length} messages`);
  return channels.length && operations.length && messages.length ? 0 : 1;
}

main(process.argv[2]).then((code) => {
  process.exitCode = code;
});
