// Reports of imports, for people and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orchestrator/importing/import_report.h"

/// `series`, `files`, `rows`, `skipped`, `failures`.
nlohmann::ordered_json import_json(const orchestrator::ImportReport& report);
nlohmann::ordered_json failure_json(const orchestrator::ImportFailure& failure);

/// A table of the series, then what is worth saying: differing rows, warnings, skipped files, failures.
std::string import_text(const orchestrator::ImportReport& report, bool replace);

/// `error: <file>: <message> (<place>)`, with the hint on a line of its own.
std::string failure_text(const orchestrator::ImportFailure& failure);
