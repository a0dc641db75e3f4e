#include "orchestrator/importing/archive_layout.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace orchestrator {
namespace {

date::year_month_day date_of(TimeMs time) {
  return date::year_month_day(date::floor<date::days>(date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time))));
}

TimeMs start_of(date::year_month month) { return date::sys_days(month / 1).time_since_epoch().count() * kDayMs; }

std::string archive_type(const SeriesId& id) {
  switch (id.kind) {
    case SeriesKind::kMark:
      return "markPriceKlines";
    case SeriesKind::kFunding:
      return "fundingRate";
    case SeriesKind::kCandles:
      break;
  }
  return "klines";
}

}  // namespace

std::string ArchivePeriod::name() const {
  const date::year_month_day day = date_of(begin);
  const std::string text = fmt::format("{:04}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
  return month ? text : text + fmt::format("-{:02}", static_cast<unsigned>(day.day()));
}

std::string archive_path(const SeriesId& id, const ArchivePeriod& period) {
  const std::string market = id.market == "spot" ? "spot" : "futures/" + id.market;
  const std::string folder = fmt::format("data/{}/{}/{}/{}", market, period.month ? "monthly" : "daily", archive_type(id), id.symbol);
  if (id.kind == SeriesKind::kFunding) return fmt::format("{}/{}-fundingRate-{}.zip", folder, id.symbol, period.name());
  return fmt::format("{}/{}/{}-{}-{}.zip", folder, id.interval.name(), id.symbol, id.interval.name(), period.name());
}

bool archive_has_days(const SeriesId& id) { return id.kind != SeriesKind::kFunding; }

std::vector<ArchivePeriod> months_in(TimeRange range) {
  std::vector<ArchivePeriod> months;
  if (range.begin >= range.end) return months;
  const date::year_month_day first = date_of(range.begin);
  for (date::year_month month = first.year() / first.month(); start_of(month) < range.end; month += date::months(1)) {
    months.push_back({start_of(month), start_of(month + date::months(1)), true});
  }
  return months;
}

std::vector<ArchivePeriod> days_in(TimeRange range) {
  std::vector<ArchivePeriod> days;
  for (TimeMs day = floor_to(range.begin, kDayMs); day < range.end; day += kDayMs) days.push_back({day, day + kDayMs, false});
  return days;
}

}  // namespace orchestrator
