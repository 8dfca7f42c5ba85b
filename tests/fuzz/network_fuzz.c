/* SPDX-License-Identifier: MIT */
/* A network file beside three stations; where it is accepted, the paths and flows over its fibres. */
#include <math.h>

#include "fuzz.h"
#include "scenario/network_file.h"
#include "study/network.h"

enum { STATIONS = 3, MOST_NODES = 12 };

static void walk(const struct network_file *file) {
    struct network_link links[NETWORK_FILE_MOST];
    struct satqkd_error error = {0};
    struct network *network = NULL;
    size_t nodes[MOST_NODES];
    const size_t count = STATIONS + file->node_count;
    if (count > MOST_NODES) {
        return; /* what takes long on purpose is no find */
    }
    for (size_t i = 0; i < file->fibre_count; i++) {
        links[i] = (struct network_link){file->fibres[i].a, file->fibres[i].b, 1000 / (1 + file->fibres[i].length_m)};
    }
    if (network_create(count, 0, links, file->fibre_count, NULL, 0, &network, &error) != SATQKD_OK) {
        return;
    }
    for (size_t a = 1; a < count; a++) {
        struct network_path path = {.nodes = nodes};
        double bits = NAN;
        fuzz_require(network_widest(network, 0, 1, 0, a, &path, &error) == SATQKD_OK && path.node_count <= count,
                     "no path");
        fuzz_require(network_flow(network, 0, 1, 0, a, &bits, &error) == SATQKD_OK, "no flow");
        fuzz_require(path.node_count == 0 || bits >= path.value * (1 - 1e-9), "less flow than the widest path has");
    }
    network_destroy(network);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const stations[STATIONS] = {"City roof", "a", "b"};
    struct network_file file = {.node_count = 0};
    struct satqkd_error error = {0};
    const char *path = fuzz_file(data, size);
    fuzz_begin();
    const enum satqkd_status status = network_file_read(path, stations, STATIONS, &file, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    if (status == SATQKD_OK) {
        walk(&file);
    }
    network_file_release(&file);
    fuzz_end();
    return 0;
}
