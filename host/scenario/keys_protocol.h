/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_PROTOCOL_H
#define SATQKD_SCENARIO_KEYS_PROTOCOL_H

#include <math.h>
#include <stddef.h>

#include "scenario/keys.h"
#include "security/key.h"

/* The keys that scenarios and counts files share, said once. Their structs have a member `protocol` (struct key_protocol). */

/* A choice is stored through an int. */
_Static_assert(sizeof(enum key_basis) == sizeof(int), "key_basis");
_Static_assert(sizeof(enum key_leak_model) == sizeof(int), "key_leak_model");
_Static_assert(sizeof(enum key_basis_choice) == sizeof(int), "key_basis_choice");

static const struct keys_choice keys_protocol_bases[] = {
    {"x", KEY_BASIS_X}, {"z", KEY_BASIS_Z}, {"both", KEY_BASIS_BOTH}, {NULL, 0}};

static const struct keys_choice keys_protocol_leak_models[] = {
    {"shannon", KEY_LEAK_SHANNON}, {"tomamichel2017", KEY_LEAK_TOMAMICHEL2017}, {NULL, 0}};

static const struct keys_choice keys_protocol_basis_choices[] = {
    {"passive", KEY_BASIS_PASSIVE}, {"active", KEY_BASIS_ACTIVE}, {NULL, 0}};

#define KEYS_INTENSITIES                                                                                               \
    .kind = KEYS_NUMBERS, .value = {"", 1, 0, 10, KEYS_CLOSED}, .least = 2, .most = KEY_MAX_INTENSITIES,               \
    .meaning = "mean photon numbers, the signal first"

#define KEYS_PROBABILITIES                                                                                             \
    .kind = KEYS_NUMBERS, .value = {"", 1, 0, 1, KEYS_OPEN}, .least = 2, .most = KEY_MAX_INTENSITIES,                  \
    .meaning = "of the intensities; they add up to 1"

/* The object of that name and its two keys; prefix "" or "protocol.". */
#define KEYS_BASIS_PROBABILITIES(prefix, structure)                                                                    \
    {.path = prefix "basis_probabilities",                                                                             \
     .kind = KEYS_OBJECT,                                                                                              \
     .presence = KEYS_DEFAULT,                                                                                         \
     .fallback = "{}",                                                                                                 \
     KEYS_NOT_STORED,                                                                                                  \
     .meaning = "of the X basis at either end"},                                                                       \
        {.path = prefix "basis_probabilities.alice_x",                                                                 \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "0.5",                                                                                            \
         .value = {"", 1, 0, 1, KEYS_OPEN},                                                                            \
         KEYS_AT(structure, protocol.alice_x),                                                                         \
         .meaning = "sender"},                                                                                         \
    {                                                                                                                  \
        .path = prefix "basis_probabilities.bob_x", .kind = KEYS_NUMBER, .presence = KEYS_DEFAULT, .fallback = "0.5",  \
        .value = {"", 1, 0, 1, KEYS_OPEN}, KEYS_AT(structure, protocol.bob_x),                                         \
        .meaning = "receiver: the splitter's share to the X basis"                                                     \
    }

/* The keys of the object "protocol" alike in both files. */
#define KEYS_PROTOCOL(structure)                                                                                       \
    {.path = "protocol.bound",                                                                                         \
     .kind = KEYS_TEXT,                                                                                                \
     .presence = KEYS_DEFAULT,                                                                                         \
     .fallback = "\"lim2014\"",                                                                                        \
     KEYS_AT(structure, protocol.bound),                                                                               \
     .meaning = "the proof that gives the key's length"},                                                              \
        {.path = "protocol.eps_sec",                                                                                   \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "1e-9",                                                                                           \
         .value = {"", 1, 0, 1, KEYS_OPEN},                                                                            \
         KEYS_AT(structure, protocol.eps_sec),                                                                         \
         .meaning = "secrecy"},                                                                                        \
        {.path = "protocol.eps_cor",                                                                                   \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "1e-15",                                                                                          \
         .value = {"", 1, 0, 1, KEYS_OPEN},                                                                            \
         KEYS_AT(structure, protocol.eps_cor),                                                                         \
         .meaning = "correctness"},                                                                                    \
        {.path = "protocol.f_ec",                                                                                      \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "1.16",                                                                                           \
         .value = {"", 1, 1, 100, KEYS_CLOSED},                                                                        \
         KEYS_AT(structure, protocol.f_ec),                                                                            \
         .meaning = "leakage of error correction f n h(E); 1.16 as in Lim et al. 2014"},                               \
        {.path = "protocol.leak_ec_bits",                                                                              \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_OPTIONAL,                                                                                    \
         .value = {"bits", 1, 0, INFINITY, KEYS_CLOSED},                                                               \
         KEYS_AT(structure, protocol.leak_ec_bits),                                                                    \
         .meaning = "measured leakage, replaces f_ec"},                                                                \
        {.path = "protocol.key_basis",                                                                                 \
         .kind = KEYS_CHOICE,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "\"both\"",                                                                                       \
         .choices = keys_protocol_bases,                                                                               \
         KEYS_AT(structure, protocol.key_basis),                                                                       \
         .meaning = "which basis makes key; both: a key from each, which wastes nothing of an even choice of bases"},  \
        {.path = "protocol.intensity_tolerance",                                                                       \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "0",                                                                                              \
         .value = {"", 1, 0, 1, KEYS_HIGH_OPEN},                                                                       \
         KEYS_AT(structure, protocol.intensity_tolerance),                                                             \
         .meaning = "constant unknown relative offset of each intensity"},                                             \
        {.path = "protocol.leak_model",                                                                                \
         .kind = KEYS_CHOICE,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "\"shannon\"",                                                                                    \
         .choices = keys_protocol_leak_models,                                                                         \
         KEYS_AT(structure, protocol.leak_model),                                                                      \
         .meaning =                                                                                                    \
             "leakage that was not measured: shannon, f n h(E), or tomamichel2017, the least for strings of n bits"},  \
        {.path = "protocol.verification_bits",                                                                         \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "0",                                                                                              \
         .value = {"bits", 1, 0, 1e9, KEYS_CLOSED},                                                                    \
         KEYS_AT(structure, protocol.verification_bits),                                                               \
         .meaning = "tag that verifies a corrected string; 0: what the bound itself subtracts for it"},                \
        {.path = "protocol.authentication_bits",                                                                       \
         .kind = KEYS_NUMBER,                                                                                          \
         .presence = KEYS_DEFAULT,                                                                                     \
         .fallback = "0",                                                                                              \
         .value = {"bits", 1, 0, 9.2e18, KEYS_CLOSED},                                                                 \
         KEYS_AT(structure, protocol.authentication_bits),                                                             \
         .meaning = "key used up to authenticate the block's messages, subtracted"},                                   \
    {                                                                                                                  \
        .path = "protocol.basis_choice", .kind = KEYS_CHOICE, .presence = KEYS_DEFAULT, .fallback = "\"passive\"",     \
        .choices = keys_protocol_basis_choices, KEYS_AT(structure, protocol.basis_choice),                             \
        .meaning = "receiver: passive, a splitter, or active, a switch as the proofs assume"                           \
    }

#endif
