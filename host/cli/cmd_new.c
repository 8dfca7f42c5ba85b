/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "report/directory.h"
#include "report/json_out.h"
#include "study/new_scenario.h"

enum { PATH_TEXT = 4096 };

struct options {
    struct new_scenario request;
    struct options_settings settings;
    const char *out;
    bool force, json, quiet;
};

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    struct new_scenario *request = &out->request;
    const struct options_entry entries[] = {{"satellite", .text = &request->satellite},
                                            {"station", .text = &request->station},
                                            {"equipment", .text = &request->equipment},
                                            {"tle", .text = &request->tle_file},
                                            {"name", .text = &request->tle_name},
                                            {"norad", .text = &request->tle_norad},
                                            {"altitude-km", .number = &request->altitude_km},
                                            {"inclination-deg", .number = &request->inclination_deg},
                                            {"max-elevation-deg", .number = &request->max_elevation_deg},
                                            {"ltan", .number = &request->ltan_h},
                                            {"eccentricity", .number = &request->eccentricity},
                                            {"geostationary", .number = &request->geostationary_deg},
                                            {"epoch", .text = &request->epoch},
                                            {"start", .text = &request->start},
                                            {"stop", .text = &request->stop},
                                            {"set", .settings = &out->settings},
                                            {"force", .flag = &out->force},
                                            {"json", .flag = &out->json},
                                            {"quiet", .flag = &out->quiet},
                                            {0}};
    char **operands = NULL;
    const enum satqkd_status status = options_read("new", entries, argc, argv, &operands, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (!operands[0] || !operands[0][0]) {
        return command_misuse("new", error, "which file is to be written? OUT.json is missing");
    }
    if (operands[1]) {
        return command_misuse("new", error,
                              "unexpected argument '%s': one file at a time (a station south or west of 0 is written "
                              "--station=-30,…)",
                              operands[1]);
    }
    if (!out->request.satellite || !out->request.station) {
        return command_misuse("new", error, "--%s is missing: a preset or a file",
                              out->request.satellite ? "station" : "satellite");
    }
    if (!out->request.start != !out->request.stop) {
        return command_misuse("new", error, "--%s is missing: start and stop come together",
                              out->request.start ? "stop" : "start");
    }
    out->out = operands[0];
    return SATQKD_OK;
}

/* "runs/a.json" as folder "runs" and file "a.json". */
static enum satqkd_status split_path(const char *path, char *folder, const char **file, struct satqkd_error *error) {
    const char *slash = strrchr(path, '/');
    *file = slash ? slash + 1 : path;
    if (strlen(path) >= PATH_TEXT || !(*file)[0]) {
        return command_misuse("new", error, "'%s' names no file", path);
    }
    snprintf(folder, PATH_TEXT, "%.*s", slash ? (int)(slash - path) + (slash == path) : 1, slash ? path : ".");
    return SATQKD_OK;
}

/* What is said of the scenario, each note a line. @param notes  taken apart */
static enum satqkd_status tell_json(const char *path, char *notes, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "written", path);
    cJSON *list = json_out_array(root, "notes");
    for (char *line = strtok(notes, "\n"); line; line = strtok(NULL, "\n")) {
        cJSON_AddItemToArray(list, cJSON_CreateString(line));
    }
    return json_print(root, error);
}

static enum satqkd_status write_scenario(const struct options *options, struct satqkd_error *error) {
    char folder[PATH_TEXT];
    char name[SCENARIO_NAME_TEXT];
    char notes[NEW_SCENARIO_NOTES];
    const char *file = NULL;
    char *text = NULL;
    struct new_scenario request = options->request;
    enum satqkd_status status = split_path(options->out, folder, &file, error);
    if (status) {
        return status;
    }
    if (!options->force && access(options->out, F_OK) == 0) {
        return command_misuse("new", error, "%s is there already: give another name, or --force", options->out);
    }
    size_t length = strlen(file);
    length -= length > 5 && strcmp(file + length - 5, ".json") == 0 ? 5 : 0;
    snprintf(name, sizeof name, "%.*s", (int)length, file);
    request.name = name;
    request.settings = options->settings.list;
    request.setting_count = options->settings.count;
    status = new_scenario_text(&request, &text, notes, error);
    if (!status) {
        status = directory_create(folder, error);
    }
    if (!status) {
        status = directory_write(folder, file, text, error);
    }
    if (!status && options->json) {
        status = tell_json(options->out, notes, error);
    } else if (!status && !options->quiet) {
        fprintf(stderr, "%s%s: written; satqkd run %s flies it\n", notes, options->out, options->out);
    }
    free(text);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.request = {.altitude_km = NAN,
                                          .inclination_deg = NAN,
                                          .max_elevation_deg = NAN,
                                          .ltan_h = NAN,
                                          .eccentricity = NAN,
                                          .geostationary_deg = NAN}};
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = write_scenario(&options, error);
    }
    free(options.settings.list);
    return status;
}

const struct command command_new = {
    .name = "new",
    .usage = "new OUT.json --satellite PRESET|FILE --station PRESET|FILE|LAT,LON,ALT [--equipment PRESET|FILE] "
             "(--tle FILE [--name NAME|--norad NUMBER] | --altitude-km A (--inclination-deg I | --ltan H) "
             "[--eccentricity E] [--max-elevation-deg E] [--epoch TIME] | --geostationary LON) "
             "[--start TIME --stop TIME] [--set KEY=VALUE]… [--force] [--json|--quiet]",
    .summary = "writes a scenario with every key and what it means",
    .help = "  --satellite NAME   a preset (configs/satellites: micius, jinan-1, cubesat-3u, …) or a file\n"
            "  --station NAME     a preset (configs/stations: xinglong, graz, …), a file, or a place:\n"
            "                     LATITUDE,LONGITUDE,ALTITUDE in degrees (north, east) and metres\n"
            "  --equipment NAME   the station whose telescope and detectors stand at such a place\n"
            "                     (xinglong; ngari where the satellite receives)\n"
            "The orbit is one of\n"
            "  --tle FILE         element sets of two or three lines, or OMM as JSON; several sets of\n"
            "                     the satellite are each used near their epoch\n"
            "    --name NAME, --norad NUMBER   which satellite of the file\n"
            "  --altitude-km A --inclination-deg I   a circular orbit for months\n"
            "    --eccentricity E                    not circular\n"
            "  --altitude-km A --ltan H              Sun-synchronous: crosses the equator northbound at H\n"
            "  --altitude-km A --inclination-deg I --max-elevation-deg E   one pass that culminates at E\n"
            "  --geostationary LON   stands over that longitude, degrees east\n"
            "    --epoch TIME     of a planned orbit; if not said, --start\n"
            "\n"
            "  --start TIME --stop TIME   the window; without, the 24 hours after the orbit's epoch\n"
            "  --set KEY=VALUE    changes any key; repeatable\n"
            "  --force            replaces OUT.json\n"
            "  --json             what was written and noted as an object on stdout, not on stderr\n"
            "  --quiet            nothing on stderr but errors\n"
            "\n"
            "The scenario is checked and its pass looked for before it is written; what looks like a slip\n"
            "of a unit is said. \"sources\" tells of every key what it means, its range, and where its\n"
            "value is from.\n"
            "\n"
            "Examples:\n"
            "  satqkd new mine.json --satellite micius --station 48.15,11.58,520 \\\n"
            "           --tle micius.tle\n"
            "  satqkd new cape.json --satellite jinan-1 --station=-33.9,18.5,100 \\\n"
            "           --equipment portable-280mm --altitude-km 500 --ltan 22.5 \\\n"
            "           --start 2025-06-01T12:00Z --stop 2025-06-02T12:00Z\n",
    .run = run,
};
