/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_DOC_H
#define SATQKD_SCENARIO_KEYS_DOC_H

#include "satqkd/status.h"

/* The keys of a file for readers: all from the tables that check it (keys.h). Each text is owned by the caller, free(). */

/** The files that a user writes. */
enum keys_doc_of { KEYS_DOC_SCENARIO, KEYS_DOC_CAMPAIGN, KEYS_DOC_NETWORK };

/** Every key with unit, default, range and meaning, for a terminal. */
enum satqkd_status keys_doc_text(enum keys_doc_of of, char **out, struct satqkd_error *error);

/** The same as Markdown: docs/scenario.md, campaign.md, network-keys.md. */
enum satqkd_status keys_doc_markdown(enum keys_doc_of of, char **out, struct satqkd_error *error);

/** JSON Schema, draft 2020-12, for editors: docs/scenario.schema.json, campaign.schema.json, network.schema.json. */
enum satqkd_status keys_doc_schema(enum keys_doc_of of, char **out, struct satqkd_error *error);

/** The keys of a scenario for its report, as JSON: {"station.altitude_m": {"unit": "m", "meaning": "…", "default": …}, …} without
 *  objects. */
enum satqkd_status keys_doc_brief(char **out, struct satqkd_error *error);

#endif
