// `orchestrator candles verify`: every problem of the stored series. Exit status 3 when one is an error; gaps are none.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "candles_command.h"
#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/repository/series_check.h"
#include "output.h"
#include "series_names.h"
#include "series_selection.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

struct VerifyOptions : SeriesSelection {
  std::size_t places = 0;
  bool places_given = false;
};

ordered_json json_of(const SeriesCheck& check) {
  ordered_json out = series_json(check.id);
  out["file"] = check.file.string();
  out["rows"] = check.rows;
  out["ok"] = !check.has_errors();
  out["problems"] = ordered_json::array();
  for (const auto& problem : check.problems) {
    ordered_json item{{"code", problem.code}, {"severity", problem.error ? "error" : "warning"}, {"count", problem.count}};
    item["places"] = ordered_json::array();
    for (const auto& place : problem.places) {
      item["places"].push_back({{"row", place.row}, {"time", format_time(place.time)}, {"message", place.message}});
    }
    out["problems"].push_back(std::move(item));
  }
  return out;
}

std::string status_of(const SeriesCheck& check) {
  if (check.problems.empty()) return "ok";
  std::string out;
  for (const auto& problem : check.problems) {
    std::string name = problem.code;
    std::replace(name.begin(), name.end(), '_', ' ');
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", grouped(problem.count),
                       problem.count == 1 || name.ends_with('s') ? name : name + "s");
  }
  return out;
}

std::string details_of(const SeriesCheck& check) {
  std::string out;
  for (const auto& problem : check.problems) {
    for (const auto& place : problem.places) {
      const bool whole_file = check.rows == 0;
      out += fmt::format("  {}  {}{}\n", problem.code,
                         whole_file ? "" : fmt::format("row {}, {}: ", grouped(place.row), short_time(place.time)), place.message);
    }
    if (problem.places.size() < problem.count)
      out += fmt::format("  {}  … and {} more\n", problem.code, grouped(problem.count - problem.places.size()));
  }
  return out.empty() ? out : fmt::format("\n{} ({}/{})\n{}", check.id.label(), check.id.exchange, check.id.market, out);
}

std::string text_of(const CandleStore& store, const std::vector<SeriesCheck>& all) {
  if (all.empty()) return fmt::format("The candle store {} holds no such series.\n", store.root().string());
  using Align = TextTable::Align;
  TextTable table({{"EXCHANGE"}, {"MARKET"}, {"SYMBOL"}, {"SERIES"}, {"ROWS", Align::kRight}, {"RESULT"}});
  std::string details;
  std::size_t bad = 0;
  std::size_t rows = 0;
  for (const auto& check : all) {
    table.add_row({check.id.exchange, check.id.market, check.id.symbol, series_name(check.id), grouped(check.rows), status_of(check)});
    details += details_of(check);
    bad += check.has_errors();
    rows += check.rows;
  }
  return fmt::format("{}{}\n{} in {}: {}\n", table.text(), details, counted(rows, "row"), counted(all.size(), "series", "series"),
                     bad ? fmt::format("{} with errors", grouped(bad)) : "no errors");
}

int verify_candles(const VerifyOptions& options) {
  const CandleStore store = options.store();
  if (!std::filesystem::is_directory(store.root())) {  // "no errors" about a mistyped folder would be a false comfort
    throw data_error("store_not_found", fmt::format("there is no candle store in {}", store.root().string()), store.root().string(),
                     "--root or $ORCHESTRATOR_DATA names its folder");
  }
  const auto ids = options.of(store);
  const std::size_t places = options.places_given ? options.places : options.json ? 1000 : 5;
  std::vector<SeriesCheck> all(ids.size());
  parallel_for(ids.size(), std::max(1u, std::thread::hardware_concurrency()),
               [&](std::size_t i) { all[i] = check_series(store, ids[i], places == 0 ? SIZE_MAX : places); });
  const bool bad = std::any_of(all.begin(), all.end(), [](const SeriesCheck& check) { return check.has_errors(); });
  if (options.json) {
    ordered_json document{
        {"status", bad ? "failed" : "ok"}, {"root", store.root().string()}, {"ok", !bad}, {"series", ordered_json::array()}};
    for (const auto& check : all) document["series"].push_back(json_of(check));
    write_document(document.dump());
  } else if (!options.quiet || bad) {
    write_document(text_of(store, all));
  }
  return bad ? static_cast<int>(ErrorKind::kData) : 0;
}

}  // namespace

void add_candles_verify(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& command = *candles.add_subcommand("verify", "Check stored series: gaps, duplicates, invalid and misaligned candles, damage");
  add_series_selection(command, *options);
  command.add_option("--places", options->places, "Places shown of each kind of problem; 0: all (default: 5, with --json 1000)");
  command.footer("Exit status 3 when there are errors; gaps alone are none.");
  command.callback([options, &command, &context] {
    options->places_given = command.count("--places") > 0;
    context.action = [options] { return verify_candles(*options); };
  });
}
