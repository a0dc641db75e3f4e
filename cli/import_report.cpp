#include "import_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "orchestrator/base/time.h"
#include "series_names.h"
#include "text_table.h"

using namespace orchestrator;
using nlohmann::ordered_json;

namespace {

ordered_json json_of_difference(const RowDifference& difference) {
  return {{"time", format_time(difference.time)},
          {"column", difference.column},
          {"stored", difference.stored},
          {"incoming", difference.incoming}};
}

ordered_json json_of_series(const SeriesImport& series) {
  ordered_json out = series_json(series.id);
  out["files"] = series.files;
  out["rows_read"] = series.rows_read;
  out["rows_new"] = series.merge.rows_new;
  out["rows_equal"] = series.merge.rows_equal;
  out["rows_different"] = series.merge.rows_differing;
  out["replaced"] = series.merge.replaced;
  out["rows_stored"] = series.merge.rows_stored;
  out["written"] = series.merge.written;
  out["differences"] = ordered_json::array();
  for (const auto& difference : series.merge.first_differences) out["differences"].push_back(json_of_difference(difference));
  out["warnings"] = ordered_json::array();
  for (const auto& warning : series.warnings) out["warnings"].push_back({{"code", warning.code}, {"message", warning.message}});
  return out;
}

std::string series_table(const ImportReport& report) {
  using Align = TextTable::Align;
  TextTable table({{"MARKET"},
                   {"SYMBOL"},
                   {"SERIES"},
                   {"FILES", Align::kRight},
                   {"READ", Align::kRight},
                   {"NEW", Align::kRight},
                   {"EQUAL", Align::kRight},
                   {"DIFFERENT", Align::kRight},
                   {"STORED", Align::kRight}});
  for (const SeriesImport& series : report.series) {
    const MergeReport& merge = series.merge;
    table.add_row({series.id.market, series.id.symbol, series_name(series.id), grouped(series.files), grouped(series.rows_read),
                   grouped(merge.rows_new), grouped(merge.rows_equal), grouped(merge.rows_differing), grouped(merge.rows_stored)});
  }
  return table.text();
}

std::string remarks_on(const SeriesImport& series, bool replace) {
  std::string text;
  for (const Warning& warning : series.warnings) text += fmt::format("warning: {}\n", warning.message);
  if (series.merge.rows_differing == 0) return text;
  text += fmt::format("warning: {}: {} {} from what {} stored; {}\n", series.id.label(), counted(series.merge.rows_differing, "row"),
                      series.merge.rows_differing == 1 ? "differs" : "differ", replace ? "was" : "is",
                      replace ? "replaced" : "kept as stored (--replace takes the new ones)");
  for (const RowDifference& difference : series.merge.first_differences) {
    text += fmt::format("  {} {}: stored {}, incoming {}\n", format_time(difference.time), difference.column, difference.stored,
                        difference.incoming);
  }
  return text;
}

}  // namespace

ordered_json failure_json(const ImportFailure& failure) {
  return {{"file", failure.file}, {"code", failure.code}, {"message", failure.message}, {"where", failure.where}, {"hint", failure.hint}};
}

ordered_json import_json(const ImportReport& report) {
  ordered_json out{{"files_read", report.files_read}, {"rows_read", report.rows_read}, {"bytes_read", report.bytes_read}};
  out["series"] = ordered_json::array();
  for (const auto& series : report.series) out["series"].push_back(json_of_series(series));
  out["skipped"] = ordered_json::array();
  for (const auto& skipped : report.skipped) out["skipped"].push_back({{"file", skipped.file}, {"reason", skipped.reason}});
  out["failures"] = ordered_json::array();
  for (const auto& failure : report.failures) out["failures"].push_back(failure_json(failure));
  return out;
}

std::string failure_text(const ImportFailure& failure) {
  const bool named = failure.message.starts_with(failure.file);  // the store's own messages begin with the file
  std::string text = "error: " + (named ? "" : failure.file + ": ") + failure.message;
  if (!failure.where.empty() && failure.message.find(failure.where) == std::string::npos && failure.where != failure.file) {
    text += fmt::format(" (at {})", failure.where);
  }
  return text + (failure.hint.empty() ? "\n" : fmt::format("\n  hint: {}\n", failure.hint));
}

std::string import_text(const ImportReport& report, bool replace) {
  std::string text = report.series.empty() ? "" : series_table(report) + "\n";
  for (const auto& series : report.series) text += remarks_on(series, replace);
  for (const auto& skipped : report.skipped) text += fmt::format("skipped: {}: {}\n", skipped.file, skipped.reason);
  for (const auto& failure : report.failures) text += failure_text(failure);
  text += fmt::format("{} from {} into {} series", counted(report.rows_read, "row"), counted(report.files_read, "file"),
                      grouped(report.series.size()));
  if (!report.skipped.empty()) text += fmt::format(", {} skipped", grouped(report.skipped.size()));
  if (!report.failures.empty()) text += fmt::format(", {} FAILED", grouped(report.failures.size()));
  return text + "\n";
}
