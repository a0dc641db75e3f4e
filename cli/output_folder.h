// The folder of `--output`.
#pragma once

#include <string>

#include "orchestrator/results/backtest_result.h"
#include "orchestrator/results/text_sink.h"

/// Where a run's files go. Made, and tried for writing, before the run: an hour's work must not end at a read-only folder.
class OutputFolder {
 public:
  /// Throws a configuration error (`unwritable_output`).
  explicit OutputFolder(std::string path);

  /// result.json, replaced whole.
  void write_document(const orchestrator::TextWriter& write) const;
  /// trades.arrow and equity.arrow.
  void write_tables(const orchestrator::BacktestResult& result) const;

 private:
  std::string path_;
};
