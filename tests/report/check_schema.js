// SPDX-License-Identifier: MIT
// node check_schema.js SCHEMA FILE…: prints "FILE: yes" or "FILE: no" for each file, by ajv. NODE_PATH holds ajv.
"use strict";
const fs = require("fs");
const Ajv = require("ajv/dist/2020");

const [schema, ...files] = process.argv.slice(2);
const validate = new Ajv({strict: false}).compile(JSON.parse(fs.readFileSync(schema, "utf8")));
for (const file of files) console.log(`${file}: ${validate(JSON.parse(fs.readFileSync(file, "utf8"))) ? "yes" : "no"}`);
