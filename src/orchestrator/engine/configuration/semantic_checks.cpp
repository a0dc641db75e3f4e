#include "orchestrator/engine/configuration/semantic_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator::configuration {
namespace {

void check_symbols(const RunConfiguration& config) {
  if (!config.symbols.empty()) return;
  throw configuration_error("missing_key", "the key 'symbols' is missing", "/symbols",
                            "e.g. [\"BTCUSDT\"]; only ohlcv_data.main makes it superfluous");
}

void check_intervals(const RunConfiguration& config) {
  const auto detail = config.detail_interval;
  if (!detail || (*detail <= config.interval && config.interval.divisible_by(*detail))) return;
  std::string fitting;
  for (std::size_t i = 0; i < Interval::count(); ++i) {
    const Interval candidate = Interval::at(i);
    if (candidate <= config.interval && config.interval.divisible_by(candidate))
      fitting += (fitting.empty() ? "" : ", ") + std::string(candidate.name());
  }
  throw configuration_error("conflict",
                            fmt::format("the detail interval {} does not divide the interval {}", detail->name(), config.interval.name()),
                            "/detail_interval", "dividing it: " + fitting);
}

void check_range(const RunConfiguration& config) {
  if (!config.start_date || !config.end_date || *config.start_date < *config.end_date) return;
  throw configuration_error(
      "conflict", fmt::format("end_date {} is not after start_date {}", format_time(*config.end_date), format_time(*config.start_date)),
      "/end_date", "decision times t are kept when start_date <= t < end_date");
}

void check_spot(RunConfiguration& config) {
  if (config.market == Market::kPerp) return;
  if (config.sell_signal == SellSignal::kShort) {
    throw configuration_error("conflict", "sell_signal 'short' needs a market that can be sold short: SPOT cannot", "/sell_signal",
                              "set \"market\": \"PERP\", or sell_signal to \"close\" or \"ignore\"");
  }
  if (config.leverage != 1) {
    throw configuration_error("conflict", fmt::format("leverage {} needs \"market\": \"PERP\"", config.leverage), "/leverage",
                              "on SPOT everything is paid in full: leave it out");
  }
  const auto ignored = [&](const char* key) {
    config.warnings.push_back({"ignored_key", fmt::format("'{}' means nothing on SPOT and is ignored", key), "", 0});
  };
  if (config.margin_mode == MarginMode::kCross) ignored("margin_mode");
  if (config.funding_rate) ignored("funding_rate");
}

void check_instrument(const RunConfiguration& config, const std::string& symbol, const Instrument& instrument) {
  const std::string path = path_to("/instruments", symbol);
  if (std::find(config.symbols.begin(), config.symbols.end(), symbol) == config.symbols.end()) {
    throw configuration_error("unknown_symbol", fmt::format("{} is not among the run's symbols", symbol), path,
                              name_hint(symbol, config.symbols));
  }
  if (instrument.inverse && config.market == Market::kSpot) {
    throw configuration_error("conflict", fmt::format("{} is an inverse contract, which SPOT does not have", symbol), path + "/type",
                              "set \"market\": \"PERP\"");
  }
  if (!instrument.inverse && instrument.multiplier != 1) {
    throw configuration_error("conflict", fmt::format("{} has a multiplier, but is not an inverse contract", symbol), path + "/multiplier",
                              "add \"type\": \"inverse\"");
  }
}

void check_leverage(const RunConfiguration& config) {
  for (const std::string& symbol : config.symbols) {
    const double most = instrument_of(config, symbol).max_leverage;
    if (config.leverage <= most) continue;
    throw configuration_error("out_of_range", fmt::format("leverage {} is above the max_leverage {} of {}", config.leverage, most, symbol),
                              "/leverage", fmt::format("at most {}, or raise /instruments/{}/max_leverage", most, symbol));
  }
}

/// Otherwise every entry would be liquidated at once (docs/semantics.md, 8.j).
void check_maintenance(const RunConfiguration& config) {
  if (config.market != Market::kPerp || config.margin_mode != MarginMode::kIsolated || config.leverage <= 1) return;
  for (const std::string& symbol : config.symbols) {
    const double mmr = instrument_of(config, symbol).mmr;
    if (config.leverage * mmr < 1) continue;
    throw configuration_error(
        "conflict",
        fmt::format("leverage {} with a maintenance margin rate of {} liquidates every entry in {} at once", config.leverage, mmr, symbol),
        "/leverage", fmt::format("below {}, or lower the mmr", 1 / mmr));
  }
}

/// One account has one currency: all contracts are linear, or all inverse in the same coin (docs/semantics.md, 8.a).
void check_one_currency(const RunConfiguration& config) {
  const std::string& first = config.symbols.front();
  const bool inverse = instrument_of(config, first).inverse;
  for (const std::string& symbol : config.symbols) {
    const std::string path = path_to("/instruments", symbol) + "/type";
    if (instrument_of(config, symbol).inverse != inverse) {
      throw configuration_error(
          "conflict",
          fmt::format("{} is {}, {} is not: one account can't hold both", inverse ? first : symbol, "inverse", inverse ? symbol : first),
          path, "give all symbols the same contract type, or run them apart");
    }
    if (!inverse || (inverse_coin(symbol) == inverse_coin(first) && (symbol == first || !inverse_coin(symbol).empty()))) continue;
    throw configuration_error(
        "conflict",
        fmt::format("{} is settled in {}, {} in {}: one account can't hold both", first, inverse_coin(first), symbol, inverse_coin(symbol)),
        path, "run the coins apart");
  }
}

void warn_of_coin_margined_names(RunConfiguration& config) {
  for (const std::string& symbol : config.symbols) {
    if (!symbol.ends_with("_PERP") || instrument_of(config, symbol).inverse) continue;
    config.warnings.push_back(
        {"linear_assumed",
         fmt::format("{} looks coin-margined but is treated as linear; set /instruments/{}/type to \"inverse\"", symbol, symbol), symbol,
         0});
  }
}

}  // namespace

void require_consistent(RunConfiguration& config) {
  check_symbols(config);
  check_intervals(config);
  check_range(config);
  check_spot(config);
  for (const auto& [symbol, instrument] : config.instruments) check_instrument(config, symbol, instrument);
  check_leverage(config);
  check_maintenance(config);
  check_one_currency(config);
  warn_of_coin_margined_names(config);
}

}  // namespace orchestrator::configuration
