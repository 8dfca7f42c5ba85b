#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check_schema.py SCHEMA FILE…: prints "FILE: yes" or "FILE: no" for each file, by python3-jsonschema."""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        print(f"{path}: {'yes' if validator.is_valid(json.load(file)) else 'no'}")
