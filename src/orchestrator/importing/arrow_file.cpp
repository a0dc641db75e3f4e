#include "orchestrator/importing/arrow_file.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/arrow_table.h"
#include "orchestrator/importing/column_names.h"

namespace orchestrator {
namespace {

/// What one file may allocate: a damaged length field must not ask for the machine's memory.
constexpr std::int64_t kMemoryLimit = std::int64_t{4} << 30;

void require(const arrow::Status& status, const char* code) {
  if (!status.ok()) throw data_error(code, status.message());
}

template <typename T>
T require(arrow::Result<T> result, const char* code) {
  require(result.status(), code);
  return std::move(result).ValueUnsafe();
}

std::shared_ptr<arrow::io::BufferReader> reader_over(std::span<const std::byte> bytes) {
  return std::make_shared<arrow::io::BufferReader>(
      std::make_shared<arrow::Buffer>(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<std::int64_t>(bytes.size())));
}

/// The wanted columns of a schema as indices in it, and the same choice among only these columns.
struct Selection {
  std::vector<int> columns;
  ColumnChoice choice;
};

Selection select_columns(const arrow::Schema& schema, SeriesKind kind) {
  const ColumnChoice found = choose_columns(schema.field_names(), kind);
  Selection selection;
  selection.choice.has_volume = found.has_volume;
  selection.columns.push_back(static_cast<int>(found.time));
  for (std::size_t column : found.numbers) {
    selection.choice.numbers.push_back(selection.columns.size());
    selection.columns.push_back(static_cast<int>(column));
  }
  return selection;
}

void require_sound(const arrow::Table& table, const char* code) { require(table.ValidateFull(), code); }

std::shared_ptr<arrow::Table> read_ipc_table(std::span<const std::byte> bytes, arrow::MemoryPool* pool, const char* code) {
  if (bytes.size() >= 4 && std::string_view(reinterpret_cast<const char*>(bytes.data()), 4) == "FEA1") {
    throw data_error(code, "feather version 1 is not supported", "", "write it again as version 2, e.g. with pandas' to_feather");
  }
  arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
  options.memory_pool = pool;
  options.use_threads = false;  // files are read side by side already
  const auto reader = require(arrow::ipc::RecordBatchFileReader::Open(reader_over(bytes), options), code);
  arrow::RecordBatchVector batches;
  for (int i = 0; i < reader->num_record_batches(); ++i) batches.push_back(require(reader->ReadRecordBatch(i), code));
  return require(arrow::Table::FromRecordBatches(reader->schema(), batches), code);
}

FileContent read_parquet_columns(std::span<const std::byte> bytes, SeriesKind kind, arrow::MemoryPool* pool, const char* code) {
  const std::unique_ptr<parquet::arrow::FileReader> reader = require(parquet::arrow::OpenFile(reader_over(bytes), pool), code);
  reader->set_use_threads(false);
  std::shared_ptr<arrow::Schema> schema;
  require(reader->GetSchema(&schema), code);
  // A row group's column index counts leaves; nested columns would shift it. Candle files have none.
  const Selection selection = select_columns(*schema, kind);
  const std::shared_ptr<arrow::Table> table = require(reader->ReadTable(selection.columns), code);
  require_sound(*table, code);
  return content_of_table(*table, choose_columns(table->schema()->field_names(), kind), kind);
}

/// Runs `read`, which works on a pool of its own, and turns what Arrow throws (Parquet does) into a data error.
template <typename Read>
FileContent guarded(const char* code, Read read) {
  arrow::CappedMemoryPool pool(arrow::default_memory_pool(), kMemoryLimit);
  try {
    return read(&pool);
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw data_error(code, "reading the file takes more memory than there is");
  } catch (const std::exception& error) {
    throw data_error(code, error.what());
  }
}

}  // namespace

FileContent read_feather(std::span<const std::byte> bytes, SeriesKind kind) {
  constexpr const char* kCode = "bad_feather";
  return guarded(kCode, [&](arrow::MemoryPool* pool) {
    const auto table = read_ipc_table(bytes, pool, kCode);
    const Selection selection = select_columns(*table->schema(), kind);
    const auto wanted = require(table->SelectColumns(selection.columns), kCode);
    require_sound(*wanted, kCode);
    return content_of_table(*wanted, selection.choice, kind);
  });
}

FileContent read_parquet(std::span<const std::byte> bytes, SeriesKind kind) {
  constexpr const char* kCode = "bad_parquet";
  return guarded(kCode, [&](arrow::MemoryPool* pool) { return read_parquet_columns(bytes, kind, pool, kCode); });
}

}  // namespace orchestrator
