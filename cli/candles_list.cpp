// `orchestrator candles list`: what the store holds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "candles_command.h"
#include "orchestrator/repository/series_summary.h"
#include "output.h"
#include "series_names.h"
#include "series_selection.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

ordered_json json_of(const SeriesSummary& series) {
  ordered_json out = series_json(series.id);
  out["file"] = series.file.string();
  out["bytes"] = series.bytes;
  if (series.damage) {
    out["error"] = {{"code", series.damage->code()}, {"message", series.damage->message()}};
    return out;
  }
  out["rows"] = series.rows;
  out["first"] = format_time(series.first);
  out["last"] = format_time(series.last);
  out["gaps"] = series.gaps;
  out["missing_bars"] = series.missing_bars;
  out["sources"] = series.sources;
  return out;
}

void add_row(TextTable& table, const SeriesSummary& series) {
  std::vector<std::string> cells{series.id.exchange, series.id.market, series.id.symbol, series_name(series.id)};
  if (series.damage) {
    cells.insert(cells.end(), {"damaged", "", "", "", human_bytes(series.bytes)});
  } else {
    const bool candles = series.id.kind != SeriesKind::kFunding;
    const std::string gaps = !candles           ? ""
                             : series.gaps == 0 ? "-"
                                                : fmt::format("{} ({} missing)", grouped(series.gaps), grouped(series.missing_bars));
    cells.insert(cells.end(), {short_time(series.first), short_time(series.last), grouped(series.rows), gaps, human_bytes(series.bytes)});
  }
  table.add_row(std::move(cells));
}

std::string nothing_stored(const CandleStore& store) {
  if (!std::filesystem::is_directory(store.root())) {
    return fmt::format("There is no candle store in {} yet.\n`orchestrator candles generate`, `import` and `fetch` make and fill it.\n",
                       store.root().string());
  }
  return store.list().empty()
             ? fmt::format("The candle store {} is empty.\n`orchestrator candles generate`, `import` and `fetch` fill it.\n",
                           store.root().string())
             : fmt::format("The candle store {} holds no such series.\n", store.root().string());
}

std::string text_of(const CandleStore& store, const std::vector<SeriesSummary>& all) {
  if (all.empty()) return nothing_stored(store);
  using Align = TextTable::Align;
  TextTable table({{"EXCHANGE"},
                   {"MARKET"},
                   {"SYMBOL"},
                   {"SERIES"},
                   {"FIRST"},
                   {"LAST"},
                   {"ROWS", Align::kRight},
                   {"GAPS", Align::kRight},
                   {"SIZE", Align::kRight}});
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string damages;
  for (const auto& series : all) {
    add_row(table, series);
    rows += series.rows;
    bytes += series.bytes;
    if (series.damage) damages += fmt::format("damaged: {}\n", series.damage->message());
  }
  return fmt::format("{}\n{} in {}: {}, {}\n{}", table.text(), counted(all.size(), "series", "series"), store.root().string(),
                     counted(rows, "row"), human_bytes(bytes), damages);
}

int list_candles(const SeriesSelection& options) {
  const CandleStore store = options.store();
  std::vector<SeriesSummary> all;
  for (const auto& id : options.of(store)) all.push_back(summarize(store, id));
  if (!options.json) {
    write_document(text_of(store, all));
    return 0;
  }
  ordered_json document{{"status", "ok"}, {"root", store.root().string()}, {"series", ordered_json::array()}};
  for (const auto& series : all) document["series"].push_back(json_of(series));
  write_document(document.dump());
  return 0;
}

}  // namespace

void add_candles_list(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<SeriesSelection>();
  CLI::App& command = *candles.add_subcommand("list", "What is stored: ranges, rows, gaps, sizes");
  add_series_selection(command, *options);
  command.callback([options, &context] { context.action = [options] { return list_candles(*options); }; });
}
