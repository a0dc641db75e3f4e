// How a stored series is called in reports.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orchestrator/repository/series_id.h"

/// `1m`, `mark 1m`, `funding`.
std::string series_name(const orchestrator::SeriesId& id);

/// Exchange, market, symbol, kind and, but for funding, interval.
nlohmann::ordered_json series_json(const orchestrator::SeriesId& id);
