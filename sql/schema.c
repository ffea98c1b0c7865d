#include "MusterSchema.h"

/* One line a migration, in the order in which they apply; a test compares the list with the folder. */
static const unsigned char foundation[] = {
#embed "0001_foundation.sql"
};
static const unsigned char people[] = {
#embed "0002_people.sql"
};
static const unsigned char work[] = {
#embed "0003_work.sql"
};
static const unsigned char roster[] = {
#embed "0004_roster.sql"
};
static const unsigned char access_functions[] = {
#embed "0005_access.sql"
};
static const unsigned char policies[] = {
#embed "0006_policies.sql"
};
static const unsigned char login[] = {
#embed "0007_login.sql"
};
static const unsigned char outbox[] = {
#embed "0008_outbox.sql"
};
static const unsigned char cut_short[] = {
#embed "0009_cut_short.sql"
};
static const unsigned char solver_runs[] = {
#embed "0010_solver_runs.sql"
};
static const unsigned char calendar[] = {
#embed "0011_calendar.sql"
};
static const unsigned char series[] = {
#embed "0012_series.sql"
};
static const unsigned char moved[] = {
#embed "0013_moved.sql"
};
static const unsigned char messages[] = {
#embed "0014_messages.sql"
};
static const unsigned char substitutes[] = {
#embed "0017_substitutes.sql"
};
static const unsigned char needs[] = {
#embed "0020_needs.sql"
};
static const unsigned char offers[] = {
#embed "0031_offers.sql"
};
static const unsigned char take_over[] = {
#embed "0070_take_over.sql"
};
static const unsigned char swaps[] = {
#embed "0071_swaps.sql"
};
static const unsigned char chains[] = {
#embed "0072_chains.sql"
};
static const unsigned char claim_again[] = {
#embed "0073_claim_again.sql"
};
static const unsigned char movable[] = {
#embed "0074_movable.sql"
};
static const unsigned char area_moves[] = {
#embed "0040_area_moves.sql"
};

static const muster_schema_file files[] = {
  {"0001_foundation.sql", foundation, sizeof foundation},
  {"0002_people.sql", people, sizeof people},
  {"0003_work.sql", work, sizeof work},
  {"0004_roster.sql", roster, sizeof roster},
  {"0005_access.sql", access_functions, sizeof access_functions},
  {"0006_policies.sql", policies, sizeof policies},
  {"0007_login.sql", login, sizeof login},
  {"0008_outbox.sql", outbox, sizeof outbox},
  {"0009_cut_short.sql", cut_short, sizeof cut_short},
  {"0010_solver_runs.sql", solver_runs, sizeof solver_runs},
  {"0011_calendar.sql", calendar, sizeof calendar},
  {"0012_series.sql", series, sizeof series},
  {"0013_moved.sql", moved, sizeof moved},
  {"0014_messages.sql", messages, sizeof messages},
  {"0017_substitutes.sql", substitutes, sizeof substitutes},
  {"0020_needs.sql", needs, sizeof needs},
  {"0031_offers.sql", offers, sizeof offers},
  {"0040_area_moves.sql", area_moves, sizeof area_moves},
  {"0070_take_over.sql", take_over, sizeof take_over},
  {"0071_swaps.sql", swaps, sizeof swaps},
  {"0072_chains.sql", chains, sizeof chains},
  {"0073_claim_again.sql", claim_again, sizeof claim_again},
  {"0074_movable.sql", movable, sizeof movable},
};

muster_schema_file muster_schema_at(size_t index) {
  if (index >= sizeof files / sizeof files[0]) return (muster_schema_file){0};
  return files[index];
}
