// Candles in memory for the benchmarks: a random walk with volatility clusters, the same on every machine.
#pragma once

#include <cstdint>

#include "orchestrator/market/candle_series.h"

namespace orchestrator::benchmarks {

/// `rows` one-minute candles from 2020-01-01 on.
CandleSeries sample_series(const std::string& symbol, std::size_t rows, std::uint64_t seed);

}  // namespace orchestrator::benchmarks
