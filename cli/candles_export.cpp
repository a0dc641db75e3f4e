// `orchestrator candles export`: a stored series as CSV, Parquet, feather or Arrow.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "candles_command.h"
#include "candles_options.h"
#include "orchestrator/base/error.h"
#include "orchestrator/repository/series_export.h"
#include "orchestrator/repository/series_lookup.h"
#include "output.h"
#include "series_names.h"
#include "text_table.h"

namespace {

using namespace orchestrator;

struct ExportOptions : CandlesOptions, SeriesChoice {
  std::string format;
  std::string output;
  std::string since;
  std::string until;
  bool iso = false;
};

/// --format, or what the output's name ends with.
ExportFormat format_of(const ExportOptions& options) {
  std::string name = options.format;
  if (name.empty()) name = std::filesystem::path(options.output).extension().string();
  if (name.starts_with('.')) name.erase(0, 1);
  if (const auto format = parse_export_format(name)) return *format;
  throw configuration_error("bad_format", fmt::format("'{}' is not a format", name), "--format", "csv, parquet, feather or arrow");
}

int export_candles(const ExportOptions& options) {
  const SeriesId id = options.id(options);
  const ExportFormat format = format_of(options);
  const TimeRange range = range_of(options.since, options.until);
  const LookedUpSeries found = read_or_resample(options.store(), id);
  const std::size_t rows =
      export_series_loaded(found.series, range, format, options.iso ? CsvTime::kIso : CsvTime::kMilliseconds, options.output);
  const std::uintmax_t bytes = std::filesystem::file_size(options.output);
  if (options.json) {
    nlohmann::ordered_json document{{"status", "ok"}};
    document.update(series_json(id));
    document.update(
        nlohmann::ordered_json{{"resampled", found.source.has_value()}, {"file", options.output}, {"rows", rows}, {"bytes", bytes}});
    write_document(document.dump());
  } else if (!options.quiet) {
    const std::string origin = found.source ? fmt::format(", resampled from {}", found.source->interval.name()) : "";
    fmt::print(stderr, "{}: {} to {} ({}{})\n", id.label(), counted(rows, "row"), options.output, human_bytes(bytes), origin);
  }
  return 0;
}

}  // namespace

void add_candles_export(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& command =
      *candles.add_subcommand("export", "Write a series to a file for other programs; an interval that is not stored is resampled");
  add_series_choice(command, *options);
  command.add_option("--output,-o", options->output, "The file to write")->required();
  command.add_option("--format", options->format, "csv, parquet, feather or arrow (default: from the file's name)");
  command.add_option("--since", options->since, "First time");
  command.add_option("--until", options->until, "End, not included");
  command.add_flag("--iso-time", options->iso, "CSV: times as 2024-01-01T00:00:00Z instead of milliseconds");
  add_candles_options(command, *options);
  command.callback([options, &context] { context.action = [options] { return export_candles(*options); }; });
}
