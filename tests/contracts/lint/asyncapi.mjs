// Fails when the AsyncAPI document given is not valid; prints what its parser says.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
for (const { severity, code, message, path } of diagnostics) console.log(severity, code, message, path.join("."));
process.exit(document && diagnostics.every(({ severity }) => severity !== 0) ? 0 : 1);
