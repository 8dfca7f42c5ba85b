/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "report/directory.h"
#include "report/json_out.h"
#include "study/new_scenario.h"

/* Beyond what a short option could be. */
enum {
    OPTION_SATELLITE = 256,
    OPTION_STATION,
    OPTION_EQUIPMENT,
    OPTION_TLE,
    OPTION_NAME,
    OPTION_NORAD,
    OPTION_ALTITUDE,
    OPTION_INCLINATION,
    OPTION_ELEVATION,
    OPTION_LTAN,
    OPTION_ECCENTRICITY,
    OPTION_GEOSTATIONARY,
    OPTION_EPOCH,
    OPTION_START,
    OPTION_STOP,
    OPTION_SET,
    OPTION_FORCE,
    OPTION_JSON,
    OPTION_QUIET
};

enum { PATH_TEXT = 4096 };

struct options {
    struct new_scenario request;
    struct scenario_setting *settings; /* owned; room for every argument */
    const char *out;
    bool force, json, quiet;
};

static const struct option known[] = {{"satellite", required_argument, NULL, OPTION_SATELLITE},
                                      {"station", required_argument, NULL, OPTION_STATION},
                                      {"equipment", required_argument, NULL, OPTION_EQUIPMENT},
                                      {"tle", required_argument, NULL, OPTION_TLE},
                                      {"name", required_argument, NULL, OPTION_NAME},
                                      {"norad", required_argument, NULL, OPTION_NORAD},
                                      {"altitude-km", required_argument, NULL, OPTION_ALTITUDE},
                                      {"inclination-deg", required_argument, NULL, OPTION_INCLINATION},
                                      {"max-elevation-deg", required_argument, NULL, OPTION_ELEVATION},
                                      {"ltan", required_argument, NULL, OPTION_LTAN},
                                      {"eccentricity", required_argument, NULL, OPTION_ECCENTRICITY},
                                      {"geostationary", required_argument, NULL, OPTION_GEOSTATIONARY},
                                      {"epoch", required_argument, NULL, OPTION_EPOCH},
                                      {"start", required_argument, NULL, OPTION_START},
                                      {"stop", required_argument, NULL, OPTION_STOP},
                                      {"set", required_argument, NULL, OPTION_SET},
                                      {"force", no_argument, NULL, OPTION_FORCE},
                                      {"json", no_argument, NULL, OPTION_JSON},
                                      {"quiet", no_argument, NULL, OPTION_QUIET},
                                      {NULL, 0, NULL, 0}};

static enum satqkd_status read_number(const char *option, double *out, struct satqkd_error *error) {
    char *end = NULL;
    *out = strtod(optarg, &end);
    if (end == optarg || *end || !isfinite(*out)) {
        return command_misuse("new", error, "--%s: '%s' is no number", option, optarg);
    }
    return SATQKD_OK;
}

/* Where a text option goes; NULL for the others. */
static const char **text_of(struct options *out, int option) {
    struct new_scenario *r = &out->request;
    switch (option) {
    case OPTION_SATELLITE:
        return &r->satellite;
    case OPTION_STATION:
        return &r->station;
    case OPTION_EQUIPMENT:
        return &r->equipment;
    case OPTION_TLE:
        return &r->tle_file;
    case OPTION_NAME:
        return &r->tle_name;
    case OPTION_NORAD:
        return &r->tle_norad;
    case OPTION_EPOCH:
        return &r->epoch;
    case OPTION_START:
        return &r->start;
    case OPTION_STOP:
        return &r->stop;
    default:
        return NULL;
    }
}

/* Where a number goes; NULL for the others. */
static double *number_of(struct options *out, int option) {
    struct new_scenario *r = &out->request;
    switch (option) {
    case OPTION_ALTITUDE:
        return &r->altitude_km;
    case OPTION_INCLINATION:
        return &r->inclination_deg;
    case OPTION_ELEVATION:
        return &r->max_elevation_deg;
    case OPTION_LTAN:
        return &r->ltan_h;
    case OPTION_ECCENTRICITY:
        return &r->eccentricity;
    case OPTION_GEOSTATIONARY:
        return &r->geostationary_deg;
    default:
        return NULL;
    }
}

static enum satqkd_status read_option(int option, int index, char **argv, struct options *out,
                                      struct satqkd_error *error) {
    const char **text = text_of(out, option);
    double *number = number_of(out, option);
    if (text) {
        *text = optarg;
        return optarg[0] ? SATQKD_OK : command_misuse("new", error, "--%s: an empty text", known[index].name);
    }
    if (number) {
        return read_number(known[index].name, number, error);
    }
    switch (option) {
    case OPTION_SET:
        out->settings[out->request.setting_count++].text = optarg;
        return SATQKD_OK;
    case OPTION_FORCE:
        out->force = true;
        return SATQKD_OK;
    case OPTION_JSON:
        out->json = true;
        return SATQKD_OK;
    case OPTION_QUIET:
        out->quiet = true;
        return SATQKD_OK;
    default:
        return command_bad_option("new", option, argv, known, error);
    }
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    int index = 0;
    opterr = 0; /* what is wrong is said once, by main */
    optind = 1;
    for (int option = 0; (option = getopt_long(argc, argv, ":", known, &index)) != -1;) {
        enum satqkd_status status = read_option(option, index, argv, out, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    if (optind >= argc || !argv[optind][0]) {
        return command_misuse("new", error, "which file is to be written? OUT.json is missing");
    }
    if (optind + 1 < argc) {
        return command_misuse("new", error,
                              "unexpected argument '%s': one file at a time (a station south or west of 0 is written "
                              "--station=-30,…)",
                              argv[optind + 1]);
    }
    if (!out->request.satellite || !out->request.station) {
        return command_misuse("new", error, "--%s is missing: a preset or a file",
                              out->request.satellite ? "station" : "satellite");
    }
    if (!out->request.start != !out->request.stop) {
        return command_misuse("new", error, "--%s is missing: start and stop come together",
                              out->request.start ? "stop" : "start");
    }
    out->out = argv[optind];
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
    request.settings = options->settings;
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
    options.settings = calloc((size_t)argc + 1, sizeof *options.settings);
    if (!options.settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "no memory for the command line");
    }
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = write_scenario(&options, error);
    }
    free(options.settings);
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
