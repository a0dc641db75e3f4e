// Merging rows into a series equals inserting them into a map, and does not depend on the order in which parts of one series arrive.
#include <map>
#include <vector>

#include "orchestrator/repository/series_merge.h"
#include "support/property.h"

namespace orchestrator {
namespace {

using RowMap = std::map<TimeMs, double>;

/// Few times and values, so that rows meet: equal ones and differing ones.
rc::Gen<RowMap> some_rows() {
  return rc::gen::container<RowMap>(rc::gen::inRange<TimeMs>(0, 40), rc::gen::map(rc::gen::inRange(0, 3), [](int v) { return v * 0.5; }));
}

Rows rows_of(const RowMap& map) {
  Rows rows{{}, {{}}};
  for (const auto& [time, value] : map) {
    rows.time.push_back(time);
    rows.values[0].push_back(value);
  }
  return rows;
}

struct Merged {
  Rows rows;
  MergeReport report;
};

Merged merge(const Rows& stored, const Rows& incoming, bool replace = false) {
  const std::vector<std::string_view> names{"value"};
  const MergePlan plan = plan_merge(stored.view(), incoming.view(), names, replace);
  return {merged_rows(plan, stored.view(), incoming.view()), plan.report};
}

bool equal(const Rows& a, const Rows& b) { return a.time == b.time && a.values == b.values; }

TEST(MergeProperty, EqualsInsertingIntoAMap) {
  test_support::expect_property([] {
    const RowMap stored = *some_rows(), incoming = *some_rows();
    const bool replace = *rc::gen::arbitrary<bool>();
    RowMap expected = stored;
    std::size_t differing = 0;
    for (const auto& [time, value] : incoming) {
      const auto [place, is_new] = expected.try_emplace(time, value);
      if (is_new || place->second == value) continue;
      ++differing;
      if (replace) place->second = value;
    }
    const auto [rows, report] = merge(rows_of(stored), rows_of(incoming), replace);
    RC_ASSERT(equal(rows, rows_of(expected)));
    RC_ASSERT(report.rows_stored == expected.size());
    RC_ASSERT(report.rows_new == expected.size() - stored.size());
    RC_ASSERT(report.rows_differing == differing);
    RC_ASSERT(report.rows_new + report.rows_equal + report.rows_differing == incoming.size());
  });
}

TEST(MergeProperty, PartsOfOneSeriesMayComeInAnyOrderAndTwice) {
  test_support::expect_property([] {
    const RowMap whole = *some_rows();
    std::vector<RowMap> parts(4);
    for (const auto& row : whole) parts[*rc::gen::inRange<std::size_t>(0, parts.size())].insert(row);
    parts.push_back(parts[0]);
    Rows rows = rows_of({});
    for (const RowMap& part : parts) rows = merge(rows, rows_of(part)).rows;
    RC_ASSERT(equal(rows, rows_of(whole)));
    const auto [again, report] = merge(rows, rows);
    RC_ASSERT(equal(again, rows));
    RC_ASSERT(report.rows_equal == whole.size());
  });
}

}  // namespace
}  // namespace orchestrator
