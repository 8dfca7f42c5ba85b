/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_JOURNAL_H
#define SATQKD_STUDY_CAMPAIGN_JOURNAL_H

#include "study/campaign_fly.h"

/*
 * What an unfinished campaign has flown, DIR/journal: a line a flight, added as flights end, with a checksum, so that a line that was cut
 * is known as such. The first line tells of which campaign it is.
 */
struct campaign_journal;

enum campaign_journal_part { CAMPAIGN_JOURNAL_EXPECTED, CAMPAIGN_JOURNAL_TRIALS };

/**
 * Begins a journal in place of the one that may be there or, to resume, reads it and goes on behind its last whole line.
 *
 * @param pass_count, repeats  records of other numbers are not believed
 * @param out                  owned by the caller, campaign_journal_close
 * @return SATQKD_INVALID where the journal to resume from is of another campaign or another version; SATQKD_FAILURE where it cannot be
 *         written. To resume without a journal is to begin.
 */
enum satqkd_status campaign_journal_open(const struct campaign *campaign, const char *directory, bool resume,
                                         size_t pass_count, size_t repeats, struct campaign_journal **out,
                                         struct satqkd_error *error);

/** @param journal NULL is fine */
void campaign_journal_close(struct campaign_journal *journal);

/** Removes the journal of a directory, when nothing is left to be done. */
void campaign_journal_remove(const char *directory);

/**
 * Takes flights out of what was read.
 *
 * @param into  [pass][repeat] those of the part are put here
 * @param have  one a pass: set where all repeats are there
 */
void campaign_journal_take(const struct campaign_journal *journal, enum campaign_journal_part part, size_t repeats,
                           struct campaign_flight *into, bool *have);

/** Adds the flights of one pass. */
enum satqkd_status campaign_journal_add(struct campaign_journal *journal, enum campaign_journal_part part, size_t pass,
                                        const struct campaign_flight *flights, size_t repeats,
                                        struct satqkd_error *error);

/** Hands what was added to the system: from then on it survives the end of this process. */
enum satqkd_status campaign_journal_flush(struct campaign_journal *journal, struct satqkd_error *error);

#endif
