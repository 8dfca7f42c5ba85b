/* SPDX-License-Identifier: MIT */
#include "report/network_out.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/csv_field.h"
#include "report/csv_table.h"

static const double day_s = 86400;

void network_out_release(struct network_out *network) {
    for (size_t i = 0; i < network->row_count; ++i) {
        free(network->rows[i].widest_path);
    }
    free(network->rows);
    free(network->fibres);
    *network = (struct network_out){0};
}

static void put_row(FILE *stream, const struct network_out_row *row, double days) {
    csv_field_text(stream, row->a);
    fputc(',', stream);
    csv_field_text(stream, row->b);
    csv_field_number(stream, row->widest_bits);
    fputc(',', stream);
    csv_field_text(stream, row->widest_path ? row->widest_path : "");
    csv_field_number(stream, row->all_paths_bits);
    csv_field_number(stream, row->all_paths_bits / days);
    csv_field_number(stream, row->mean_wait_s);
    csv_field_number(stream, row->longest_wait_s);
    csv_field_number(stream, row->unserved);
    fputc('\n', stream);
}

static void put_fibre(FILE *stream, const struct network_out_fibre *fibre) {
    csv_field_text(stream, fibre->a);
    fputc(',', stream);
    csv_field_text(stream, fibre->b);
    csv_field_number(stream, fibre->length_m / 1000);
    csv_field_number(stream, fibre->loss_db_per_km * fibre->length_m / 1000);
    csv_field_number(stream, fibre->bits_per_s);
    fputc('\n', stream);
}

enum satqkd_status network_out_csv(const struct network_out *network, char **out, struct satqkd_error *error) {
    size_t size;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("node_a,node_b,widest_bits,widest_path,all_paths_bits,all_paths_bits_per_day,mean_wait_s,longest_wait_s,"
              "unserved\n",
              stream);
        for (size_t i = 0; i < network->row_count; ++i) {
            put_row(stream, &network->rows[i], network->duration_s / day_s);
        }
    }
    return csv_table_finish(stream, out, network->row_count, "pairs of nodes", error);
}

enum satqkd_status network_out_fibres_csv(const struct network_out *network, char **out, struct satqkd_error *error) {
    size_t size;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("from,to,length_km,loss_db,bits_per_s\n", stream);
        for (size_t i = 0; i < network->fibre_count; ++i) {
            put_fibre(stream, &network->fibres[i]);
        }
    }
    return csv_table_finish(stream, out, network->fibre_count, "fibres", error);
}
