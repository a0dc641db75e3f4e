// A result as JSON (docs/semantics.md, section 10).
#pragma once

#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/results/backtest_result.h"
#include "orchestrator/results/text_sink.h"

namespace orchestrator {

/// Writes the whole document, without a newline at its end. Numbers are the shortest that read back to the same bits. With `pretty` it is indented, one row
/// a line in the large lists. `with_timings` false leaves out the only key whose bytes differ between equal runs.
void write_json(const BacktestResult& result, bool pretty, const TextSink& sink, bool with_timings = true);
/// The same as one string.
std::string to_json(const BacktestResult& result, bool pretty, bool with_timings = true);
/// The same but for `equity_curve`, for programs that take that as numbers.
std::string json_without_curve(const BacktestResult& result);
/// The same without any list of rows.
std::string json_head(const BacktestResult& result);

/// `{"status": "failed", "error": {"code", "message", "where", "hint"}}`.
std::string to_json(const Error& error, bool pretty);

}  // namespace orchestrator
