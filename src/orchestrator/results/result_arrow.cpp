#include "orchestrator/results/result_arrow.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

std::shared_ptr<arrow::DataType> time_type() { return arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"); }

template <typename T>
T checked(arrow::Result<T> result, const std::string& path) {
  if (!result.ok()) throw data_error("write_failed", "cannot write " + path + ": " + result.status().ToString(), path);
  return std::move(result).ValueUnsafe();
}

void check(const arrow::Status& status, const std::string& path) {
  if (!status.ok()) throw data_error("write_failed", "cannot write " + path + ": " + status.ToString(), path);
}

void write_table(const arrow::FieldVector& fields, const arrow::ArrayVector& arrays, std::int64_t rows, const std::string& path) {
  const auto schema = arrow::schema(fields);
  const auto file = checked(arrow::io::FileOutputStream::Open(path), path);
  const auto writer = checked(arrow::ipc::MakeFileWriter(file, schema), path);
  check(writer->WriteRecordBatch(*arrow::RecordBatch::Make(schema, rows, arrays)), path);
  check(writer->Close(), path);
  check(file->Close(), path);
}

/// Collects the columns of the trade log, one value a trade each.
class TradeColumns {
 public:
  TradeColumns(const BacktestResult& result, const std::string& path) : trades_(result.portfolio.trades), path_(path) {}

  template <typename Builder, typename Get>
  void add(const char* name, const std::shared_ptr<arrow::DataType>& type, Get&& get) {
    Builder builder(type, arrow::default_memory_pool());
    check(builder.Reserve(static_cast<std::int64_t>(trades_.size())), path_);
    for (const TradeRecord& trade : trades_) check(builder.Append(get(trade)), path_);
    fields_.push_back(arrow::field(name, type, false));
    arrays_.push_back(checked(builder.Finish(), path_));
  }
  template <typename Get>
  void number(const char* name, Get&& get) {
    add<arrow::DoubleBuilder>(name, arrow::float64(), get);
  }
  template <typename Get>
  void time(const char* name, Get&& get) {
    add<arrow::TimestampBuilder>(name, time_type(), get);
  }
  template <typename Get>
  void text(const char* name, Get&& get) {
    add<arrow::StringBuilder>(name, arrow::utf8(), get);
  }
  void write() const { write_table(fields_, arrays_, static_cast<std::int64_t>(trades_.size()), path_); }

 private:
  const std::vector<TradeRecord>& trades_;
  const std::string& path_;
  arrow::FieldVector fields_;
  arrow::ArrayVector arrays_;
};

}  // namespace

void write_trades_arrow(const BacktestResult& result, const std::string& path) {
  using T = const TradeRecord&;
  TradeColumns columns(result, path);
  columns.text("symbol", [&](T t) { return result.symbols[t.symbol]; });
  columns.time("entry_time", [](T t) { return t.entry_time; });
  columns.number("entry_price", [](T t) { return t.entry_price; });
  columns.time("exit_time", [](T t) { return t.exit_time; });
  columns.number("exit_price", [](T t) { return t.exit_price; });
  columns.number("size", [](T t) { return t.size; });
  columns.number("pnl", [](T t) { return t.pnl; });
  columns.number("return_pct", [](T t) { return t.return_pct; });
  columns.text("result", [](T t) { return outcome_name(t); });
  columns.text("exit_type", [&](T t) { return exit_type_name(t, result.portfolio.labels); });
  columns.text("direction", [](T t) { return t.direction == Direction::kLong ? "LONG" : "SHORT"; });
  columns.number("fees", [](T t) { return t.fees; });
  columns.number("funding", [](T t) { return t.funding; });
  columns.add<arrow::Int64Builder>("bars_held", arrow::int64(), [](T t) { return t.bars_held; });
  columns.number("mae", [](T t) { return t.mae; });
  columns.number("mfe", [](T t) { return t.mfe; });
  columns.add<arrow::UInt64Builder>("proposal_id", arrow::uint64(), [](T t) { return t.proposal_id; });
  columns.text("strategy_name", [](T t) { return *t.strategy_name; });
  columns.number("confidence", [](T t) { return t.confidence; });
  columns.write();
}

void write_equity_arrow(const BacktestResult& result, const std::string& path) {
  const auto values = result.portfolio.equity.values();
  const auto rows = static_cast<std::int64_t>(values.size());
  arrow::TimestampBuilder times(time_type(), arrow::default_memory_pool());
  check(times.Reserve(rows), path);
  for (std::size_t i = 0; i < values.size(); ++i) times.UnsafeAppend(result.point_time(static_cast<Step>(i)));
  arrow::DoubleBuilder equity;
  check(equity.AppendValues(values.data(), rows), path);
  write_table({arrow::field("time", time_type(), false), arrow::field("equity", arrow::float64(), false)},
              {checked(times.Finish(), path), checked(equity.Finish(), path)}, rows, path);
}

}  // namespace orchestrator
