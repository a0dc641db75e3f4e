#include "orchestrator/engine/market_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/market/validation.h"

namespace orchestrator {
namespace {

constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();

void warn_about_gaps_of(const CandleSeries& series, Warnings& warnings) {
  const GapCount count = count_gaps(series, series.interval);
  if (count.gaps == 0) return;
  warnings.push_back({"gaps",
                      fmt::format("{} {}: {} gap{}, {} candle{} missing", series.symbol, series.interval.name(), count.gaps,
                                  count.gaps == 1 ? "" : "s", count.missing_bars, count.missing_bars == 1 ? "" : "s"),
                      series.symbol, static_cast<std::int64_t>(count.gaps)});
}

/// First and last instant of the timeline: a symbol's positions stay open, and pay, where it has no candles itself.
TimeRange timeline_bounds(const MarketData& data) {
  TimeRange bounds{std::numeric_limits<TimeMs>::max(), std::numeric_limits<TimeMs>::min()};
  for (const SymbolData& symbol : data.symbols) {
    if (symbol.detail.size() == 0) continue;
    bounds.begin = std::min(bounds.begin, symbol.detail.open_time.front());
    bounds.end = std::max(bounds.end, symbol.detail.open_time.back());
  }
  return bounds;
}

/// A rate at every multiple of `step` within the instants, the last included (8.d).
FundingSeries constant_funding(double rate, TimeMs step, TimeRange instants) {
  FundingSeries series;
  for (TimeMs t = floor_to(instants.begin + step - 1, step); t <= instants.end; t += step) {
    series.time.push_back(t);
    series.rate.push_back(rate);
  }
  return series;
}

class Loader {
 public:
  Loader(const RunConfiguration& config, WarmUp warm_up, const CandleRepository& repository, Warnings& warnings)
      : config_(config), warm_up_(warm_up), repository_(repository), warnings_(warnings) {
    if (config.start_date) range_.begin = *config.start_date;
    if (config.end_date) range_.end = *config.end_date;
  }

  MarketData load(const std::vector<std::string>& names) {
    MarketData data;
    data.range = range_;
    for (const std::string& name : names) {
      data.symbols.emplace_back();
      data.symbols.back().name = name;
      data.symbols.back().decision = load_decision_bars(name);
    }
    data.detail_interval = load_detail(data);
    return data;
  }

 private:
  /// Bars whose decision time lies before the end, and the warm-up before the first one of the range. What is loaded goes on to the end of the
  /// range, and is kept: where orders are filled on the same interval, that is the detail series too.
  CandleSeries load_decision_bars(const std::string& name) {
    const TimeMs length = config_.interval.ms();
    TimeRange wanted;
    wanted.end = range_.end;
    const bool bounded = config_.start_date && !warm_up_.whole_history;
    if (bounded) wanted.begin = range_.begin - length - static_cast<TimeMs>(2 * warm_up_.bars + 2) * length;
    CandleSeries bars = load_bars(name, wanted);
    if (!bounded) return bars;
    std::size_t first = bars.lower_bound(range_.begin - length);
    if (first < warm_up_.bars) {  // gaps before the start: look further back
      whole_.pop_back();
      bars = load_bars(name, {TimeRange{}.begin, wanted.end});
      first = bars.lower_bound(range_.begin - length);
    }
    const std::size_t before = std::min(first, warm_up_.bars);
    return bars.slice(first - before, bars.size() - (first - before));
  }

  CandleSeries load_bars(const std::string& name, TimeRange wanted) {
    whole_.push_back(require(name, config_.interval, wanted));
    TimeRange decided = wanted;
    if (range_.end != kNever) decided.end = range_.end - config_.interval.ms();
    return whole_.back().within(decided);
  }

  CandleSeries require(const std::string& name, Interval interval, TimeRange range) {
    if (auto series = repository_.load_or_resample(name, interval, range, warnings_)) return std::move(*series);
    throw data_error("series_not_found", fmt::format("no {} candles of {} in the {}", interval.name(), name, repository_.describe()),
                     "/symbols", hint_for(name));
  }

  std::string hint_for(const std::string& name) const {
    const auto stored = repository_.stored_intervals(name);
    if (stored.empty()) {
      if (const std::string elsewhere = repository_.stored_elsewhere(name); !elsewhere.empty()) {
        return fmt::format("stored of {} is: {}; `market` or `data.market` say which market is read", name, elsewhere);
      }
      const std::vector<std::string> known = repository_.symbols();
      if (known.empty()) return "nothing is stored there; `orchestrator candles list` shows all that is, `import` and `fetch` get more";
      const std::string near = nearest_name(name, known);
      return (near.empty() ? "" : "did you mean '" + near + "'? ") +
             "`orchestrator candles list` shows what is stored; import or fetch what is missing";
    }
    std::string names;
    for (const Interval interval : stored) names += (names.empty() ? "" : ", ") + std::string(interval.name());
    return "stored intervals: " + names;
  }

  Interval load_detail(MarketData& data) {
    const Interval wanted = config_.detail_interval.value_or(config_.interval.default_detail());
    if (wanted != config_.interval) {
      for (SymbolData& symbol : data.symbols) {
        auto series = repository_.load_or_resample(symbol.name, wanted, range_, warnings_);
        if (series) {
          symbol.detail = std::move(*series);
          continue;
        }
        if (config_.detail_interval) {
          throw data_error("series_not_found",
                           fmt::format("no {} candles of {} in the {}", wanted.name(), symbol.name, repository_.describe()),
                           "/detail_interval", hint_for(symbol.name));
        }
        warnings_.push_back({"detail_fallback",
                             fmt::format("{} has no {} candles: orders are filled on the {} candles of the decisions", symbol.name,
                                         wanted.name(), config_.interval.name()),
                             symbol.name, 0});
        return use_decision_interval(data);
      }
      return wanted;
    }
    return use_decision_interval(data);
  }

  Interval use_decision_interval(MarketData& data) {
    for (std::size_t i = 0; i < data.symbols.size(); ++i) data.symbols[i].detail = whole_[i].within(range_);
    return config_.interval;
  }

  const RunConfiguration& config_;
  WarmUp warm_up_;
  const CandleRepository& repository_;
  Warnings& warnings_;
  TimeRange range_;
  std::vector<CandleSeries> whole_;  ///< decision bars of each symbol as loaded
};

}  // namespace

MarketData load_market_data(const RunConfiguration& config, const std::vector<std::string>& symbols, WarmUp warm_up,
                            const CandleRepository& repository, Warnings& warnings) {
  return Loader(config, warm_up, repository, warnings).load(symbols);
}

void warn_about_gaps(const MarketData& data, Warnings& warnings) {
  for (const SymbolData& symbol : data.symbols) {
    warn_about_gaps_of(symbol.detail, warnings);
    if (symbol.decision.interval != symbol.detail.interval) warn_about_gaps_of(symbol.decision, warnings);
  }
}

void load_perpetual_data(const RunConfiguration& config, TimeRange range, const CandleRepository& repository, MarketData& data,
                         Warnings& warnings) {
  const TimeRange instants = timeline_bounds(data);
  for (SymbolData& symbol : data.symbols) {
    if (symbol.detail.size() == 0) continue;
    symbol.funding = repository.load_funding(symbol.name, range);
    symbol.mark = repository.load_mark(symbol.name, range);
    if (!symbol.funding.time.empty()) continue;
    if (!config.funding_rate) {
      warnings.push_back({"no_funding", symbol.name + " has no funding rates: funding is 0", symbol.name, 0});
      continue;
    }
    symbol.funding = constant_funding(*config.funding_rate, config.funding_interval.ms(), instants);
  }
}

}  // namespace orchestrator
