// Names one price or volume column, so that an indicator can be written once for several.
#pragma once

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// A column of a CandleSpan, e.g. `&CandleSpan::close`.
using CandleField = std::span<const double> CandleSpan::*;

}  // namespace orchestrator
