/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_DOC_H
#define SATQKD_SCENARIO_KEYS_DOC_H

#include <stdbool.h>

#include "satqkd/status.h"

/* The keys of a scenario for readers: all from the table that checks them (keys.h). Each text is owned by the caller, free(). */

/** Every key with unit, default, range and meaning, for a terminal. */
enum satqkd_status keys_doc_text(char **out, struct satqkd_error *error);

/** The same as Markdown: docs/scenario.md. */
enum satqkd_status keys_doc_markdown(char **out, struct satqkd_error *error);

/** JSON Schema, draft 2020-12, for editors: docs/scenario.schema.json. */
enum satqkd_status keys_doc_schema(char **out, struct satqkd_error *error);

/** The keys of a campaign: of the file, of each of its satellites, stations and pairs. @param markdown  docs/campaign.md; else text */
enum satqkd_status keys_doc_campaign(bool markdown, char **out, struct satqkd_error *error);

/** The keys of a network file: at its root, of each of its nodes and fibres. @param markdown  docs/network.md; else text */
enum satqkd_status keys_doc_network(bool markdown, char **out, struct satqkd_error *error);

/** JSON for the report: {"station.altitude_m": {"unit": "m", "meaning": "…", "default": …}, …} without objects. */
enum satqkd_status keys_doc_brief(char **out, struct satqkd_error *error);

#endif
